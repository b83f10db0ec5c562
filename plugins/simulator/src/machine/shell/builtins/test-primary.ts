import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Stat } from '../../files/files.js'
import type { Proc } from '../../kernel/proc.js'

/** What `test` sees. */
export interface TestScope {
  readonly proc: Proc
  readonly isSet: (name: ByteString) => boolean
  readonly hasOption: (name: string) => boolean
}

function statOf({ proc }: TestScope, path: ByteString, follow = true): Stat | undefined {
  try {
    return proc.host.files.stat(path, proc.caller, { follow })
  } catch (thrown) {
    if (thrown instanceof Errno) return undefined
    throw thrown
  }
}

function mayAccess({ proc }: TestScope, path: ByteString, bits: number): boolean {
  try {
    return proc.host.files.mayAccess(path, bits, proc.caller)
  } catch (thrown) {
    if (thrown instanceof Errno) return false
    throw thrown
  }
}

type Unary = (scope: TestScope, operand: ByteString) => boolean

const ofKind =
  (kind: Stat['kind'], follow = true): Unary =>
  (scope, path) =>
    statOf(scope, path, follow)?.kind === kind
const withMode =
  (bit: number): Unary =>
  (scope, path) =>
    ((statOf(scope, path)?.mode ?? 0) & bit) !== 0
const isThere: Unary = (scope, path) => statOf(scope, path) !== undefined

const unaries: Readonly<Record<string, Unary>> = {
  '-a': isThere,
  '-b': () => false,
  '-c': ofKind('character'),
  '-d': ofKind('directory'),
  '-e': isThere,
  '-f': ofKind('file'),
  '-g': withMode(0o2000),
  '-h': ofKind('symlink', false),
  '-k': withMode(0o1000),
  '-L': ofKind('symlink', false),
  '-n': (_, text) => text !== '',
  '-o': ({ hasOption }, name) => hasOption(name),
  '-p': ofKind('fifo'),
  '-r': (scope, path) => mayAccess(scope, path, 4),
  '-s': (scope, path) => (statOf(scope, path)?.size ?? 0) > 0,
  '-S': ofKind('socket'),
  '-t': ({ proc }, fd) => /^\d+$/.test(fd.trim()) && proc.isTerminal(Number(fd)),
  '-u': withMode(0o4000),
  '-v': ({ isSet }, name) => isSet(name),
  '-w': (scope, path) => mayAccess(scope, path, 2),
  '-x': (scope, path) => mayAccess(scope, path, 1),
  '-z': (_, text) => text === '',
  '-G': (scope, path) => statOf(scope, path)?.gid === scope.proc.gid,
  '-N': (scope, path) => {
    const stat = statOf(scope, path)
    return stat !== undefined && stat.modified > stat.accessed
  },
  '-O': (scope, path) => statOf(scope, path)?.uid === scope.proc.uid,
}

export const isUnary = (operator: ByteString): boolean => Object.hasOwn(unaries, operator)

export const unary = (scope: TestScope, operator: string, operand: ByteString): boolean =>
  unaries[operator]?.(scope, operand) ?? false

const numeric: Readonly<Record<string, (a: bigint, b: bigint) => boolean>> = {
  '-eq': (a, b) => a === b,
  '-ne': (a, b) => a !== b,
  '-lt': (a, b) => a < b,
  '-le': (a, b) => a <= b,
  '-gt': (a, b) => a > b,
  '-ge': (a, b) => a >= b,
}

export const isNumeric = (operator: string): boolean => Object.hasOwn(numeric, operator)
const others: ReadonlySet<string> = new Set(['=', '==', '!=', '<', '>', '-nt', '-ot', '-ef'])
export const isBinary = (operator: string): boolean => isNumeric(operator) || others.has(operator)

/** Compares; the operands of a numeric operator are numbers. */
export function binary(scope: TestScope, operator: string, left: ByteString, right: ByteString): boolean {
  const compare = numeric[operator]
  if (compare !== undefined) return compare(BigInt(left), BigInt(right))
  switch (operator) {
    case '=':
    case '==':
      return left === right
    case '!=':
      return left !== right
    case '<':
      return left < right
    case '>':
      return left > right
    default:
      return compareFiles(statOf(scope, left), statOf(scope, right), operator)
  }
}

function compareFiles(a: Stat | undefined, b: Stat | undefined, operator: string): boolean {
  if (operator === '-ef') return a !== undefined && b !== undefined && a.inode === b.inode && a.device === b.device
  const [newer, older] = operator === '-nt' ? [a, b] : [b, a]
  return newer !== undefined && (older === undefined || newer.modified > older.modified)
}
