import { findProgram } from './processes.js'

/** Whether this process may do everything, whatever the mode of a file is. */
export const isRoot = process.getuid?.() === 0

/** Why a program cannot be run without rights of its own here; undefined when it can. */
export function dropMissing(): string | undefined {
  return isRoot && findProgram('setpriv') === undefined ? 'setpriv (util-linux) not installed' : undefined
}

/** Words before a program's that leave it to the modes of files, in no group but root's where the test is root. */
export const withoutRights: readonly string[] = isRoot
  ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all', '--clear-groups']
  : []

/** Words before a program's that make a file stand in the place of `/etc/group`. Root's alone to do. */
export function withGroups(file: string): readonly string[] {
  return ['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" /etc/group && exec "$@"', file]
}
