import { expect } from 'chai'
import { Scheduler } from '../dist/machine/kernel/scheduler.js'

describe('the turns of programs', () => {
  it('come once for each that waits, also when it has to wait again before it has gone on', async () => {
    const scheduler = new Scheduler()
    const order: string[] = []
    /** Uses up what there is of a slice. */
    const use = async (): Promise<void> => {
      const end = performance.now() + 10
      while (performance.now() < end);
      for (let asked = 0; asked < 20; asked++) {
        const turn = scheduler.tick(() => undefined)
        if (turn !== undefined) return turn
      }
    }
    await use()
    const first = use().then(() => order.push('the first goes on'))
    scheduler.begin(() => {
      order.push('the second begins')
      void use().then(() => order.push('the second goes on'))
    })
    await first
    // A turn that is nobody's would throw.
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
    expect(order).to.deep.equal(['the first goes on', 'the second begins', 'the second goes on'])
  })
})
