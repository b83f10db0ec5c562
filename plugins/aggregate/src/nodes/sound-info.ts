import type { Answer } from 'libswarm-core'

type Info = Answer<'SystemInfo'>
type IsSound = (value: unknown) => boolean

const isText: IsSound = (value) => typeof value === 'string'
const isTruth: IsSound = (value) => typeof value === 'boolean'
const isAmount: IsSound = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0
const areTexts: IsSound = (value) => Array.isArray(value) && value.every(isText)

/** What a pool looks at. */
const looksAt = {
  ID: isText,
  Name: isText,
  SystemTime: isText,
  Driver: isText,
  KernelVersion: isText,
  OperatingSystem: isText,
  OSType: isText,
  Architecture: isText,
  ServerVersion: isText,
  LoggingDriver: isText,
  CgroupDriver: isText,
  NCPU: isAmount,
  MemTotal: isAmount,
  Images: isAmount,
  MemoryLimit: isTruth,
  SwapLimit: isTruth,
  Labels: areTexts,
  Warnings: areTexts,
} as const satisfies Partial<Record<keyof Info, IsSound>>

/** What an engine tells of itself, without what is of another type than the API says, or null: it is as if it had not told that. */
export function soundInfo(info: Info): Info {
  const fits = ([name, value]: readonly [string, unknown]) =>
    !Object.hasOwn(looksAt, name) || looksAt[name as keyof typeof looksAt](value)
  return Object.fromEntries(Object.entries(info).filter(fits))
}
