import type { Proc } from '../../kernel/proc.js'

/** Waits where it has to let others have their turn. */
export async function turn(proc: Proc): Promise<void> {
  const wait = proc.tick()
  if (wait !== undefined) await wait
}
