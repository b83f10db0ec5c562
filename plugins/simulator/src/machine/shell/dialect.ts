import type { Proc } from '../kernel/proc.js'

/** Which shell it is: busybox's, bash, or Debian's `sh`. */
export type Dialect = 'ash' | 'bash' | 'dash'

/** By the flavor of the process and by the name that it was started with. */
export function dialectOf({ flavor, argv }: Proc): Dialect {
  if (flavor === 'busybox') return 'ash'
  const name = (argv[0] ?? '').replace(/^-/, '').split('/').at(-1)
  return name === 'bash' || name === 'rbash' ? 'bash' : 'dash'
}
