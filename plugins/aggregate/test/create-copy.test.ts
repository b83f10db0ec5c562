import { expect } from 'chai'
import type { JobInit } from 'libswarm-core'
import { createCopy, finishCopy, giveUp, type CopyParts } from '../dist/reschedule/create-copy.js'

const fail = (kind: string, sentence: string) => Object.assign(new Error(sentence), { kind })
const container = { Id: 'a'.repeat(64), Name: '/web', Config: { Image: 'busybox' }, HostConfig: {} }

/** A pool of one node, and what its engine makes of jobs. */
function partsWith(run: (job: JobInit) => Promise<unknown>): CopyParts & { readonly node: unknown } {
  const node = { name: 'b', id: 'B', isPool: false, run }
  const placement = { failed: () => undefined, created: () => undefined }
  return {
    node,
    pool: { fail, times: { pullWait: 50, changeLimit: 50 }, log: { warn: () => undefined } },
    placer: { place: () => Promise.resolve({ node, placement }) },
    pulls: {},
  } as never
}

describe('aggregate: a copy of a container', () => {
  it('is given up where its engine takes it and never answers', async () => {
    const parts = partsWith(
      ({ signal }) =>
        new Promise((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason as Error))),
    )
    const { signal } = new AbortController()
    const thrown = await createCopy(parts, container as never, signal).catch((error: Error) => error)
    expect(thrown).to.deep.include({ kind: 'Deadline', message: 'no answer within 0.1 s' })
  })

  it('that somebody else has created is connected to the networks that it lacks', async () => {
    const jobs: JobInit[] = []
    const ran = (job: JobInit) => {
      jobs.push(job)
      return Promise.resolve({ status: 200, bytes: () => Promise.resolve(Buffer.alloc(0)) })
    }
    const parts = partsWith(ran)
    const networks = (...names: readonly string[]) => ({
      NetworkSettings: { Networks: Object.fromEntries(names.map((name) => [name, { Aliases: [`${name}-web`] }])) },
    })
    const node = { ...(parts.node as object), find: () => Promise.resolve(networks('front')) }
    const whole = { ...container, HostConfig: { NetworkMode: 'front' }, ...networks('front', 'back') }
    const created = { node, id: 'c'.repeat(64) }
    await finishCopy(parts.pool, created as never, whole)
    expect(jobs.map(({ operation, path, body }) => [operation, path, body])).to.deep.equal([
      ['NetworkConnect', { id: 'back' }, { Container: created.id, EndpointConfig: { Aliases: ['back-web'] } }],
    ])
  })

  it('that cannot be removed is told of behind the reason', async () => {
    const parts = partsWith(() => Promise.reject(fail('Unavailable', 'the node "b" is down')))
    const created = { node: parts.node, id: 'c'.repeat(64) }
    const reason = fail('Conflict', 'another has its name')
    const thrown = await giveUp(parts.pool, created as never, reason).catch((error: Error) => error)
    expect(thrown.message).to.equal(
      'another has its name; its copy cccccccccccc is left on the node "b": the node "b" is down',
    )
  })
})
