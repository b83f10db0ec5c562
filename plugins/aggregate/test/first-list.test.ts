import { PassThrough } from 'node:stream'
import { engineOf, startChildren } from './support/children.js'
import { until } from './support/until.js'

const id = 'c'.repeat(64)
const container = { Id: id, Names: ['/late'], Created: 1, State: 'created', Status: 'Created' }

describe('aggregate: what happens on an engine while it is read for the first time', () => {
  it('is known, although the list does not have it', async () => {
    const events = new PassThrough()
    let release = (): void => undefined
    const released = new Promise<void>((resolve) => (release = resolve))
    let isListed = false
    const engine = engineOf('SLOW', (own) => {
      own.register('SystemEvents', () => ({ status: 200, body: events }))
      own.register('ContainerList', async ({ query: { filters = {} } }) => {
        if (filters['id'] !== undefined) return [container] as never
        isListed = true
        await released
        return []
      })
    })
    const unread = { refresh: [3_600_000, 3_600_000] } as const
    const starting = startChildren({ slow: engine }, {}, { ...unread, answerLimit: 60_000 })
    await until('the first list is asked for', () => isListed)
    const timeNano = Date.now() * 1e6
    const Actor = { ID: id, Attributes: { name: 'late', image: 'busybox' } }
    const event = { Type: 'container', Action: 'create', Actor, time: Math.floor(timeNano / 1e9), timeNano }
    events.write(`${JSON.stringify(event)}\n`)
    release()
    await using pool = await starting
    await until('it is known', async () => (await pool.get<{ Containers: number }>('GET /info')).Containers === 1)
  })
})
