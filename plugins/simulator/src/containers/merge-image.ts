import type { ImageConfig } from '../images/image-record.js'
import type { MakeError } from '../errors.js'
import { configFields } from './config-fields.js'
import type { Config } from './container.js'

/** What a container's `Config` is with what its image says (moby `daemon/commit.go`, `merge`). */
export function mergeImage(config: Config, image: ImageConfig): Config {
  const orImage = (mine: string | null | undefined, its: string | null | undefined): string =>
    (mine ?? '') === '' ? (its ?? '') : mine!
  const stopSignal = orImage(config.StopSignal, image.StopSignal)
  const healthcheck = mergeHealth(config.Healthcheck, image.Healthcheck ?? undefined)
  const exposed = sorted({ ...image.ExposedPorts, ...config.ExposedPorts })
  const volumes = sorted({ ...image.Volumes, ...config.Volumes })
  // An entrypoint of its own takes the image's command away, too.
  const inherits = (config.Entrypoint ?? []).length === 0
  const entrypoint = config.Entrypoint ?? image.Entrypoint ?? null
  const command = (config.Cmd ?? []).length === 0 && inherits ? (image.Cmd ?? config.Cmd ?? null) : config.Cmd!
  const merged: Config = {
    ...without(config, ['ExposedPorts', 'Healthcheck', 'StopSignal']),
    User: orImage(config.User, image.User),
    ...(Object.keys(exposed).length === 0 ? {} : { ExposedPorts: exposed }),
    Env: mergeEnv(config.Env, image.Env),
    Cmd: command,
    ...(healthcheck === undefined ? {} : { Healthcheck: healthcheck }),
    Volumes: Object.keys(volumes).length === 0 ? (image.Volumes ?? null) : volumes,
    WorkingDir: orImage(config.WorkingDir, image.WorkingDir),
    Entrypoint: entrypoint,
    Labels: sorted({ ...image.Labels, ...config.Labels }),
    ...(stopSignal === '' ? {} : { StopSignal: stopSignal }),
  }
  return Object.fromEntries(inOrder.filter((name) => name in merged).map((name) => [name, merged[name]]))
}

// Clients print a configuration as it comes.
const inOrder = Object.keys(configFields) as readonly (keyof Config)[]

/** Throws `InvalidParameter` where there is nothing to run. An entrypoint of one empty word takes the image's away. */
export function requireCommand(config: Config, error: MakeError): Config {
  const [first, ...others] = config.Entrypoint ?? []
  const entrypoint = first === '' && others.length === 0 ? null : (config.Entrypoint ?? null)
  if ((entrypoint ?? []).length + (config.Cmd ?? []).length > 0) return { ...config, Entrypoint: entrypoint }
  throw error('InvalidParameter', 'No command specified')
}

const without = (config: Config, names: readonly string[]): Config =>
  Object.fromEntries(Object.entries(config).filter(([name]) => !names.includes(name)))

type Variables = readonly string[] | null | undefined

function mergeEnv(mine: Variables, its: Variables): string[] | null {
  const given = mine ?? []
  if (given.length === 0) return its === undefined || its === null ? null : [...its]
  const names = new Set(given.map(nameOf))
  return [...given, ...(its ?? []).filter((variable) => !names.has(nameOf(variable)))]
}

const nameOf = (variable: string): string => variable.split('=')[0]!

type Health = Config['Healthcheck']

function mergeHealth(mine: Health, its: Health): Health {
  if (mine === undefined || its === undefined) return mine ?? its
  return {
    ...its,
    ...Object.fromEntries(Object.entries(mine).filter(([, value]) => value !== 0)),
    ...((mine.Test ?? []).length > 0 ? { Test: mine.Test! } : {}),
  }
}

/** A map with its keys in order, as Go writes it; a key such as `__proto__` is one like any other. */
function sorted<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}
