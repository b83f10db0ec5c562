import { builtInPrograms } from '../dist/processes/built-in-programs.js'
import { noService, type Process, type ProcessSpec } from '../dist/processes/process.js'
import { realClock } from '../dist/world.js'

/** What came of a program. */
export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

/** Runs a built-in program to its end; `act` is given the process that runs. */
export function runProgram(
  argv: readonly string[],
  { act = () => undefined, ...more }: Partial<ProcessSpec> & { act?: (process: Process) => void } = {},
): Promise<Outcome> {
  const written = { stdout: '', stderr: '' }
  const env = ['A=1', 'B=x  y', 'PATH=/usr/bin:/bin']
  const usual = {
    env,
    cwd: '',
    user: '',
    hostname: 'box',
    tty: false,
    stdin: false,
    stopSignal: undefined,
    service: noService,
  }
  return new Promise((resolve) => {
    const process = builtInPrograms(realClock()).start(
      { argv, ...usual, ...more },
      {
        write: (name, bytes) => void (written[name] += Buffer.from(bytes).toString()),
        exit: (code) => resolve({ ...written, code }),
      },
    )
    act(process)
  })
}
