import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Ended, Proc, SpawnOptions } from '../../kernel/proc.js'

const standardPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The paths at which a command may be (execvp(3)). */
function candidates(name: ByteString, path: ByteString | undefined): readonly ByteString[] {
  if (name.includes('/')) return [name]
  return (path ?? standardPath).split(':').map((folder) => (folder === '' ? name : `${folder}/${name}`))
}

/** Tries one path after the other, as execvp(3): a file without `#!` is run by the shell. Throws `Errno`. */
function onPath<T>(
  proc: Proc,
  argv: readonly ByteString[],
  path: ByteString | undefined,
  run: (path: ByteString, argv: readonly ByteString[]) => T,
): T {
  const [name = '', ...args] = argv
  let refused: Errno | undefined
  for (const candidate of name === '' ? [] : candidates(name, path)) {
    try {
      return run(candidate, argv)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      if (thrown.code === 'ENOEXEC') return run('/bin/sh', ['sh', candidate, ...args])
      if (thrown.code === 'EACCES') refused = thrown
      else if (thrown.code !== 'ENOENT' && thrown.code !== 'ENOTDIR') throw thrown
    }
  }
  throw refused ?? new Errno('ENOENT')
}

/** Starts a command as a child; throws `Errno`. */
export const spawnCommand = (proc: Proc, argv: readonly ByteString[], options: SpawnOptions = {}): number =>
  onPath(proc, argv, proc.env.get('PATH'), (path, argv) => proc.spawn(path, argv, { ...options, argv }))

/** Becomes a command; throws `Errno`. What it gives is to be returned at once. */
export const execCommand = (
  proc: Proc,
  argv: readonly ByteString[],
  env: ReadonlyMap<ByteString, ByteString> = proc.env,
): number | Promise<number> => onPath(proc, argv, env.get('PATH'), (path, argv) => proc.exec(path, argv, new Map(env)))

/** The exit code that a shell gives an end. */
export const codeOf = (ended: Ended): number => ('code' in ended ? ended.code : 128 + ended.signal)

/** What a program exits with that could not start another: 127 where there is none, 126 else. */
export const codeOfFailure = (thrown: unknown): number =>
  thrown instanceof Errno && thrown.code === 'ENOENT' ? 127 : 126
