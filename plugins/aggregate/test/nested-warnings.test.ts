import { expect } from 'chai'
import type { EngineHandle, OperationName } from 'libswarm-core'
import { engineOf, startChildren } from './support/children.js'

const id = `sha256:${'a'.repeat(64)}`

/** What is asked, and what a pool within the pool answers to it. */
const rows: readonly (readonly [operation: OperationName, line: string, answer: unknown])[] = [
  ['ContainerList', 'GET /containers/json', []],
  ['ImageList', 'GET /images/json', []],
  ['NetworkList', 'GET /networks', []],
  ['VolumeList', 'GET /volumes', { Volumes: [] }],
  ['SystemDataUsage', 'GET /system/df', {}],
  ['ContainerPrune', 'POST /containers/prune', {}],
  ['ImagePrune', 'POST /images/prune', {}],
  ['NetworkPrune', 'POST /networks/prune', {}],
  ['VolumePrune', 'POST /volumes/prune', {}],
  ['BuildPrune', 'POST /build/prune', {}],
  ['ImageTag', 'POST /images/busybox/tag?repo=other', {}],
  ['ImageDelete', 'DELETE /images/busybox', [{ Untagged: 'busybox:latest' }]],
  ['ImageCreate', 'POST /images/create?fromImage=busybox&tag=latest', { status: 'Pulling' }],
]

const headers = [['Warning', '199 swarmd "no answer from the node b: it is gone"']] as const

/** A pool within the pool that says with its answers that one of its nodes is missing. */
const partly = engineOf('PART', (engine: EngineHandle) => {
  for (const [operation, , answer] of rows)
    engine.register(operation, () => ({ status: 200, headers, body: JSON.stringify(answer) }) as never)
  engine.register('ImageInspect', () => ({ Id: id, RepoTags: ['busybox:latest'] }))
})

describe('aggregate: a pool within the pool that has not asked all of its nodes', () => {
  for (const [operation, line] of rows)
    it(`is told of by ${operation}`, async () => {
      await using pool = await startChildren({ r2: partly })
      const answer = await pool.call(line)
      expect(answer.status, answer.text).to.be.within(200, 201)
      expect(answer.headers['warning']).to.equal(
        '199 swarmd "no answer from the node r2: in part: no answer from the node b: it is gone"',
      )
    })

  for (const [operation, line] of rows)
    it(`fails ${operation} where the pool is strict`, async () => {
      await using pool = await startChildren({ r2: partly }, { strict: true })
      const { status, text } = await pool.call(line)
      expect([status, text]).to.satisfy(() => status === 503 && text.includes('it is gone'))
    })
})
