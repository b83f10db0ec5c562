import { isOlder } from '../api-version.js'
import type { MakeError } from '../errors.js'
import type { State } from '../state.js'
import type { ImageConfig } from './image-record.js'

type Change = (config: ImageConfig, rest: string, error: MakeError) => ImageConfig

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')

/** The JSON list that a text is; undefined for any other text. */
function listOf(text: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) && value.every((word) => typeof word === 'string') ? value : undefined
  } catch {
    return undefined
  }
}

const shell = ({ Shell }: ImageConfig): readonly string[] => (Shell as string[] | undefined) ?? ['/bin/sh', '-c']
const command = (config: ImageConfig, rest: string): string[] => listOf(rest) ?? [...shell(config), rest]
const keys = (list: readonly string[]): Record<string, Record<string, never>> =>
  Object.fromEntries(list.map((key) => [key, {}]))

/** `NAME=value …`, with values in quotes, or `NAME value`. */
function pairsOf(rest: string, name: string, error: MakeError): [string, string][] {
  const [first = ''] = words(rest)
  if (first === '') throw error('InvalidParameter', `${name} requires at least one argument`)
  if (!first.includes('=')) {
    const value = rest.slice(rest.indexOf(first) + first.length).trim()
    if (value === '') throw error('InvalidParameter', `${name} must have two arguments`)
    return [[first, value]]
  }
  const found = rest.match(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g) ?? []
  return found.map((text) => {
    const at = text.indexOf('=')
    if (at <= 0) throw error('InvalidParameter', `Syntax error - can't find = in ${JSON.stringify(text)}. Must be of the form: name=value`) // prettier-ignore
    return [text.slice(0, at), text.slice(at + 1).replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g, (_, a, b, c) => String(a ?? b ?? c))] // prettier-ignore
  })
}

const changes: Readonly<Record<string, Change>> = {
  CMD: (config, rest) => ({ ...config, Cmd: command(config, rest) }),
  ENTRYPOINT: (config, rest) => ({ ...config, Entrypoint: command(config, rest) }),
  ENV: (config, rest, error) => {
    const env = new Map((config.Env ?? []).map((text) => [text.split('=')[0]!, text]))
    for (const [name, value] of pairsOf(rest, 'ENV', error)) env.set(name, `${name}=${value}`)
    return { ...config, Env: [...env.values()] }
  },
  EXPOSE: (config, rest) => {
    const ports = words(rest).map((port) => (port.includes('/') ? port : `${port}/tcp`))
    return { ...config, ExposedPorts: { ...config.ExposedPorts, ...keys(ports) } }
  },
  LABEL: (config, rest, error) => ({
    ...config,
    Labels: { ...config.Labels, ...Object.fromEntries(pairsOf(rest, 'LABEL', error)) },
  }),
  ONBUILD: (config, rest) => ({ ...config, OnBuild: [...(config.OnBuild ?? []), rest] }),
  STOPSIGNAL: (config, rest) => ({ ...config, StopSignal: rest }),
  USER: (config, rest) => ({ ...config, User: rest }),
  VOLUME: (config, rest) => ({ ...config, Volumes: { ...config.Volumes, ...keys(listOf(rest) ?? words(rest)) } }),
  WORKDIR: (config, rest) => ({
    ...config,
    WorkingDir: rest.startsWith('/') ? rest : `${(config.WorkingDir ?? '').replace(/\/$/, '')}/${rest}`,
  }),
}

/** A configuration with the instructions of a Dockerfile that `docker commit --change` takes. Throws `InvalidParameter`. */
export function applyChanges(
  config: ImageConfig,
  lines: readonly string[],
  { error, settings }: Pick<State, 'error' | 'settings'>,
): ImageConfig {
  // Engines before API 1.42 do not take it.
  const isKnown = (name: string): boolean => name !== 'STOPSIGNAL' || !isOlder(settings.api.max, '1.42')
  let changed = config
  for (const line of lines) {
    const [, instruction = '', rest = ''] = /^\s*(\S+)\s*(.*?)\s*$/s.exec(line) ?? []
    const name = instruction.toUpperCase()
    const change = Object.hasOwn(changes, name) && isKnown(name) ? changes[name] : undefined
    if (change === undefined) {
      throw error('InvalidParameter', `${instruction.toLowerCase()} is not a valid change command`)
    }
    if (rest === '') throw error('InvalidParameter', `${name} requires at least one argument`)
    changed = change(changed, rest, error)
  }
  return changed
}

/** A change may hold several lines, each an instruction. */
export const linesOf = (changes: readonly string[]): string[] =>
  changes.flatMap((change) => change.split('\n')).filter((line) => line.trim() !== '')
