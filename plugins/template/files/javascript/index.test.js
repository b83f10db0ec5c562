import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compose } from 'libswarm-core'
import { install } from './index.js'

const answersImages = (engine) => engine.register('ImageList', () => [])

await test('the backend, in front of another', async (t) => {
  const backend = { name: 'mine', install, options: { name: ['web', 'db'] } }
  const chain = await compose([backend, { name: 'next', install: answersImages }])
  t.after(() => chain.close())

  const listed = async (filters = {}) => {
    const reply = await chain.run({ operation: 'ContainerList', query: { filters } })
    return (await reply.json()).map(({ Names, State }) => [...Names, State])
  }

  await t.test('lists a running container for each name', async () => {
    assert.deepEqual(await listed(), [
      ['/web', 'running'],
      ['/db', 'running'],
    ])
  })

  await t.test('filters the list by name and by status', async () => {
    assert.deepEqual(await listed({ name: ['we'], status: ['running'] }), [['/web', 'running']])
    assert.deepEqual(await listed({ status: ['exited'] }), [])
  })

  await t.test('refuses a filter that it does not know', async () => {
    const refused = { kind: 'InvalidParameter', message: "invalid filter 'colour'" }
    await assert.rejects(listed({ colour: ['red'] }), refused)
  })

  await t.test('counts its containers', async () => {
    const { Name, Containers, ContainersRunning } = await (await chain.run({ operation: 'SystemInfo' })).json()
    assert.deepEqual([Name, Containers, ContainersRunning], ['mine', 2, 2])
  })

  await t.test('leaves every other operation to the next backend', async () => {
    assert.deepEqual(await (await chain.run({ operation: 'ImageList' })).json(), [])
  })
})
