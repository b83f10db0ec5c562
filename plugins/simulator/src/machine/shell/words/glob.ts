import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Caller, Files } from '../../files/files.js'
import { strip, type Marked } from './marks.js'
import { isPattern, matches, readPattern, type PatternOptions, type Token } from './pattern.js'

/** Where files are looked for. */
export interface GlobOptions extends PatternOptions {
  readonly files: Files
  readonly caller: Caller
  readonly tick: () => void | Promise<void>
  /** Names that begin with a dot are found by patterns that do not. */
  readonly dotglob?: boolean
  /** `**` is any number of directories. */
  readonly globstar?: boolean
}

interface Step {
  readonly tokens: readonly Token[]
  readonly text: ByteString
  readonly isDeep: boolean
}

/** The paths that match, sorted; none where nothing does, or it is no pattern. */
export async function expandPath(marked: Marked, options: GlobOptions): Promise<readonly ByteString[]> {
  const parts = marked.split(/[/\u012f\u022f]/)
  const steps = parts.map((part): Step => {
    const tokens = readPattern(part, options)
    return { tokens, text: strip(part), isDeep: options.globstar === true && part === '**' }
  })
  if (!steps.some(({ tokens }) => isPattern(tokens))) return []
  let found: readonly ByteString[] = ['']
  for (const [at, step] of steps.entries()) {
    const isLast = at === steps.length - 1
    found = await advance(found, step, isLast, options)
  }
  return found.toSorted(byBytes)
}

const byBytes = (a: ByteString, b: ByteString): number => (a < b ? -1 : a > b ? 1 : 0)

async function advance(
  paths: readonly ByteString[],
  step: Step,
  isLast: boolean,
  options: GlobOptions,
): Promise<readonly ByteString[]> {
  const found: ByteString[] = []
  const end = isLast ? '' : '/'
  for (const base of paths) {
    const turn = options.tick()
    if (turn !== undefined) await turn
    if (step.isDeep) await descend(base, isLast, options, found)
    else if (!isPattern(step.tokens)) {
      const next = base + step.text + end
      if (!isLast || isThere(next, options)) found.push(next)
    } else for (const name of await namesIn(base, step, isLast, options)) found.push(base + name + end)
  }
  return found
}

async function namesIn(
  base: ByteString,
  step: Step,
  isLast: boolean,
  options: GlobOptions,
): Promise<readonly ByteString[]> {
  const [first] = step.tokens
  const isDotted = first?.kind === 'byte' && first.code === 46
  const names = isDotted ? ['.', '..', ...listOf(base, options)] : listOf(base, options)
  const found: ByteString[] = []
  for (const name of names) {
    const turn = options.tick()
    if (turn !== undefined) await turn
    if (name.startsWith('.') && !isDotted && options.dotglob !== true) continue
    if (matches(step.tokens, name) && (isLast || isDirectory(base + name, options, true))) found.push(name)
  }
  return found
}

async function descend(base: ByteString, isLast: boolean, options: GlobOptions, found: ByteString[]): Promise<void> {
  if (!isLast) found.push(base)
  for (const name of listOf(base, options)) {
    const turn = options.tick()
    if (turn !== undefined) await turn
    if (name.startsWith('.') && options.dotglob !== true) continue
    const path = base + name
    const isFolder = isDirectory(path, options, false)
    if (isLast) found.push(path)
    if (isFolder) await descend(`${path}/`, isLast, options, found)
  }
}

function listOf(base: ByteString, { files, caller }: GlobOptions): readonly ByteString[] {
  return quietly(() => files.list(base === '' ? '.' : base, caller)) ?? []
}

const isThere = (path: ByteString, { files, caller }: GlobOptions): boolean =>
  quietly(() => files.stat(path === '' ? '.' : path, caller, { follow: path.endsWith('/') })) !== undefined

const isDirectory = (path: ByteString, { files, caller }: GlobOptions, follow: boolean): boolean =>
  quietly(() => files.stat(path, caller, { follow }))?.kind === 'directory'

function quietly<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (thrown) {
    if (thrown instanceof Errno) return undefined
    throw thrown
  }
}
