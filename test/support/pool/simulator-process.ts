import { rmSync } from 'node:fs'
import { startDaemon, type Daemon } from 'libswarm-core'
import { backendsOf, type SimulatorSpec } from './simulator.js'

/** What the process is to do. */
export type Order =
  | { readonly what: 'start'; readonly path: string; readonly spec: SimulatorSpec }
  | { readonly what: 'stop'; readonly path: string }

/** How it is told. Each is answered with a `Done`, in no order. */
export type Told = Order & { readonly call: number }

/** The answer; a failure has its sentence. */
export interface Done {
  readonly call: number
  readonly failed?: string
}

// A program that is simulated engines, each on a Unix socket; its word is the folder of these, and of nothing else.
const [folder] = process.argv.slice(2) as [string]
const daemons = new Map<string, Daemon>()

process.on('message', (told: Told) => {
  const done = (failed?: string) => process.send!({ call: told.call, ...(failed === undefined ? {} : { failed }) })
  obey(told).then(
    () => done(),
    (thrown: Error) => done(thrown.message),
  )
})
// Whoever started it has gone, however that was.
process.once('disconnect', () => {
  rmSync(folder, { recursive: true, force: true })
  process.exit()
})

async function obey(told: Order): Promise<void> {
  if (told.what === 'stop') {
    await daemons.get(told.path)?.close()
    daemons.delete(told.path)
    return
  }
  if (told.spec.ahead !== undefined) setClock(told.spec.ahead)
  const socketGroup = String(process.getegid?.() ?? 0)
  const listen = [`unix://${told.path}`]
  daemons.set(told.path, await startDaemon({ backends: backendsOf(told.spec), listen, socketGroup, grace: 0 }))
}

const realNow = Date.now
let ahead = 0

/** Sets the clock of all that is in this process. */
function setClock(given: number): void {
  if (daemons.size > 0 && given !== ahead) throw new Error('the engines of a process have one clock')
  ahead = given
  Date.now = () => realNow() + ahead
}
