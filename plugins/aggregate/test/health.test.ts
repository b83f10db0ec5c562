import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect } from 'chai'
import { Health } from '../dist/nodes/health.js'
import { usualTimes } from '../dist/times.js'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

describe('aggregate: the checks of a node', () => {
  it('leave nothing behind, however many there have been', async () => {
    const signals: WeakRef<AbortSignal>[] = []
    const health = new Health({
      times: { ...usualTimes, checkEvery: 1 },
      check: async (signal) => void signals.push(new WeakRef(signal)),
      up: () => undefined,
      down: () => undefined,
    })
    await health.start()
    while (signals.length < 40) await pause(5)
    collectGarbage()
    const kept = signals.filter((signal) => signal.deref() !== undefined)
    expect(kept).to.have.length.below(5)
    expect(health.isUp).to.equal(true)
    health.close()
  })

  it('tell how long was waited for an answer', async () => {
    const reasons: string[] = []
    const health = new Health({
      times: { ...usualTimes, checkLimit: 20 },
      check: (signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
      up: () => undefined,
      down: ({ message }) => reasons.push(message),
    })
    await health.start()
    health.close()
    expect(reasons).to.deep.equal(['no answer to a check within 20 ms'])
  })
})
