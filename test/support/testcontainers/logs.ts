import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { expect } from 'chai'
import { Wait } from 'testcontainers'
import { scripted, type Checks } from './checks.js'

const counting = 'for one in 1 2 3 4 5; do echo line $one; sleep 0.1; done; echo to stderr >&2'

/** What containers write. */
export const logs: Checks = {
  'tells all that was written': async () => {
    await using container = await scripted(counting).withWaitStrategy(Wait.forOneShotStartup()).start()
    const lines = (await text(await container.logs())).split('\n')
    expect(lines).to.deep.equal(['line 1', 'line 2', 'line 3', 'line 4', 'line 5', 'to stderr', ''])
  },
  'tells the last lines': async () => {
    await using container = await scripted(counting).withWaitStrategy(Wait.forOneShotStartup()).start()
    expect(await text(await container.logs({ tail: 2 }))).to.equal('line 5\nto stderr\n')
  },
  'tells what was written since a moment': async () => {
    await using container = await scripted(counting).withWaitStrategy(Wait.forOneShotStartup()).start()
    expect(await text(await container.logs({ since: Math.floor(Date.now() / 1000) + 5 }))).to.equal('')
    expect(await text(await container.logs({ since: Math.floor(Date.now() / 1000) - 60 }))).to.include('line 1\n')
  },
  'follows what is written': async () => {
    await using container = await scripted(`sleep 0.3; ${counting}; exec sleep 1000`).start()
    const lines = createInterface({ input: await container.logs() })
    const heard: unknown[] = []
    while (heard.length < 5) heard.push(...((await once(lines, 'line')) as unknown[]))
    lines.close()
    expect(heard).to.deep.equal(['line 1', 'line 2', 'line 3', 'line 4', 'line 5'])
  },
  'hands a consumer all that is written from the start on': async () => {
    let whole: Promise<string> | undefined
    const consume = (stream: Readable): void => void (whole = text(stream))
    await using container = await scripted(counting)
      .withLogConsumer(consume)
      .withWaitStrategy(Wait.forOneShotStartup())
      .start()
    expect(container.getId()).to.match(/^[0-9a-f]{64}$/)
    expect(await whole)
      .to.include('line 1\nline 2\n')
      .and.to.include('to stderr\n')
  },
}
