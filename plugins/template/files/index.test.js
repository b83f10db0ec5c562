import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { install } from './index.js'

/** Installs the backend on a handle that only keeps what is registered: no daemon, nothing to install. */
async function start(...name) {
  const handlers = new Map()
  const engine = {
    name: 'test',
    register: (operation, handler) => handlers.set(operation, handler),
    error: (kind, sentence) => Object.assign(new Error(sentence), { kind }),
  }
  await install(engine, { name })
  return { handlers, run: async (operation, query = {}) => handlers.get(operation)({ operation, query }) }
}

describe('the backend', () => {
  it('lists a running container for each name', async () => {
    const { run } = await start('web', 'db')
    const list = await run('ContainerList')
    assert.deepEqual(
      list.map(({ Names, State }) => [...Names, State]),
      [
        ['/web', 'running'],
        ['/db', 'running'],
      ],
    )
  })

  it('filters the list by name and by status', async () => {
    const { run } = await start('web', 'db')
    const [web, ...more] = await run('ContainerList', { filters: { name: ['we'], status: ['running'] } })
    assert.deepEqual([web.Names, more], [['/web'], []])
    assert.deepEqual(await run('ContainerList', { filters: { status: ['exited'] } }), [])
  })

  it('refuses a filter that it does not know', async () => {
    const { run } = await start('web')
    const refused = { kind: 'InvalidParameter', message: "invalid filter 'colour'" }
    await assert.rejects(run('ContainerList', { filters: { colour: ['red'] } }), refused)
  })

  it('counts its containers', async () => {
    const { run } = await start('web', 'db')
    const { Name, Containers, ContainersRunning } = await run('SystemInfo')
    assert.deepEqual([Name, Containers, ContainersRunning], ['test', 2, 2])
  })

  it('leaves every other operation to the next backend', async () => {
    const { handlers } = await start()
    assert.deepEqual([...handlers.keys()], ['ContainerList', 'SystemInfo'])
  })
})
