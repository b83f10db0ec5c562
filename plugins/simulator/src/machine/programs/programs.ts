import type { Program } from '../kernel/proc.js'

/** Loads a program when it is first run. */
export type Load = () => Promise<Program>

/**
 * A program that is loaded when it is first run, so that a start of the engine loads none. Where that fails (the daemon
 * may have no descriptor left), it says so and ends as what could not be executed.
 */
export const lazily =
  (load: Load): Program =>
  async (proc) => {
    let program: Program
    try {
      program = await load()
    } catch (thrown) {
      await proc.write(2, `${proc.argv[0]}: the simulator could not load this program: ${(thrown as Error).message}\n`)
      return 126
    }
    return program(proc)
  }
