import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

// Loaded before a program's own code: whenever its parent says anything, it is told what lives on the heap.
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

process.on('message', () => void tell())
// It ends as it would without this.
process.channel?.unref()

async function tell(): Promise<void> {
  // What is let go of by a finalizer or at the end of a tick is garbage for the next one.
  for (let round = 0; round < 3; round++) {
    collectGarbage()
    await setImmediate()
  }
  const { heapUsed, external } = process.memoryUsage()
  process.send!({ alive: (heapUsed + external) / 1024 / 1024 })
}
