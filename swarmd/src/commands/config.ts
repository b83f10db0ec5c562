import type { OptionValues } from 'libswarm-core'
import type { Command } from '../command.js'
import { loadConfig, type Config, type Setting, type Source } from '../config/config.js'
import { keyNames, keys, type Key, type KeyName } from '../config/keys.js'
import { maskPasswords } from '../config/mask.js'
import { formatPlace } from '../config/node.js'
import { showFile } from '../config/places.js'
import { json } from '../options.js'
import { columns, escapeControls, print } from '../output.js'
import { serve } from './serve.js'

/** Prints what a daemon started with the same flags would be made of; starts nothing. */
export const config: Command = {
  words: ['config'],
  describe: 'Print the configuration, of flags and config file together, and where each value comes from',
  options: { ...serve.options, json },
  examples: [
    ['swarmd config', 'what the config file says, and the defaults'],
    ['swarmd config --backend debug --json', 'with a flag, for programs'],
  ],
  run: (values, given) => run(values as OptionValues & { readonly json: boolean }, given),
}

async function run(values: OptionValues & { readonly json: boolean }, given: ReadonlySet<string>): Promise<number> {
  const merged = await loadConfig(process.cwd(), { values, given })
  print(values.json ? JSON.stringify(toJson(merged), undefined, 2) : toText(merged))
  return 0
}

interface Line {
  readonly name: KeyName
  /** JSON data, passwords masked. */
  readonly value: unknown
  readonly source: Source
}

function linesOf({ settings }: Config): readonly Line[] {
  return keyNames.map((name) => {
    const { value, source } = settings[name] as Setting<unknown>
    const { print: toData = (data: unknown) => data } = keys[name] as Key<unknown>
    return { name, value: maskPasswords(toData(value)), source }
  })
}

function toJson(merged: Config): object {
  const lines = linesOf(merged)
  return {
    file: merged.file ?? null,
    config: nest(lines),
    sources: Object.fromEntries(lines.map(({ name, source }) => [name, flatten(source)])),
    behind: merged.behind,
  }
}

/** The values as a config file has them: what is said by nobody and has no default is left out. */
function nest(lines: readonly Line[]): object {
  const nested: Record<string, unknown> = {}
  for (const { name, value } of lines) {
    const [group, own] = name.split('.') as [string, string?]
    if (own === undefined) nested[group] = value
    else nested[group] = { ...(nested[group] as object | undefined), [own]: value }
  }
  return nested
}

function flatten(source: Source): object {
  return source.kind === 'file' ? { kind: source.kind, ...source.place } : source
}

function toText(merged: Config): string {
  const rows = linesOf(merged).flatMap(({ name, value, source }) => {
    const [first = '-', ...rest] = (Array.isArray(value) ? value : [value]).map(cell)
    return [[name, first, sayWhere(source)], ...rest.map((item) => ['', item, ''])]
  })
  const behind = merged.behind.map(
    (file) => `\n${escapeControls(showFile(file, merged.cwd))} is not read, another comes first`,
  )
  return [columns([['KEY', 'VALUE', 'FROM'], ...rows]), ...behind].join('\n')
}

function cell(value: unknown): string {
  if (value === undefined) return '-'
  return escapeControls(typeof value === 'string' ? value : JSON.stringify(value))
}

function sayWhere(source: Source): string {
  if (source.kind === 'file') return escapeControls(formatPlace(source.place))
  return source.kind === 'flag' ? source.flag : 'default'
}
