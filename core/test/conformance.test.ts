import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { operations } from 'libswarm-core'
import { conformance } from 'libswarm-core/testing'
import { right, said } from './fixtures/engine.js'
import { record } from './fixtures/recording.js'
import { tidy, wrongs } from './fixtures/wrong.js'

// Each is a run of the whole kit: `npm test` takes every third, `npm test -- --all` all of them.
const chosen = wrongs.filter((_, index) => process.env['LIBSWARM_TEST_SHORT'] === undefined || index % 3 === 0)

describe('the conformance kit', function () {
  this.timeout(60_000)

  it('passes a right backend, and prints what it supports', async () => {
    const { failed, passed, table } = await record({ ...said, backend: { name: 'right', install: right } })
    expect(failed).to.deep.equal({})
    expect(passed).to.have.length.greaterThan(40)
    const lines = table.trim().split('\n')
    expect(lines).to.have.length(operations.length + 2)
    expect(table)
      .to.include('| ContainerList | `GET /containers/json` | supported |\n')
      .and.include('| ContainerTop | `GET /containers/{id}/top` | 501 |\n')
      .and.include('| NodeList | `GET /nodes` | 503 |\n')
  })

  it('makes a backend anew for each instance, and ends what that needs', async () => {
    let open = 0
    const backend = (onClose: (close: () => void) => void) => {
      open += 1
      onClose(() => void (open -= 1))
      return { name: 'right', install: right }
    }
    expect((await record({ ...said, backend })).failed).to.deep.equal({})
    expect(open).to.equal(0)
  })

  it('takes a package folder, from the folder that it is given from', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
    const manifest = { name: 'libswarm-backend-mine', type: 'module', keywords: ['libswarm-backend'] }
    const libswarm = { backend: './index.js', api: '^1.0.0', simulated: true }
    await writeFile(join(folder, 'package.json'), JSON.stringify({ ...manifest, version: '1.0.0', libswarm }))
    await writeFile(
      join(folder, 'index.js'),
      `export const install = (engine) => engine.register('SystemInfo', () => ({ Name: engine.name }))\n`,
    )
    try {
      const { failed, table } = await record({ backend: '.', from: folder, supports: ['SystemInfo'] })
      expect(failed).to.deep.equal({})
      expect(table).to.include('| SystemInfo | `GET /info` | supported |')
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('says which operation is none', () => {
    const subject = { describe, it, after, backend: 'x', supports: ['ContainerLst' as 'ContainerList'] }
    expect(() => conformance(subject)).to.throw(
      '"ContainerLst" is no operation of the Docker Engine API: did you mean "ContainerList"?',
    )
  })

  it('asks for what it cannot know', async () => {
    const { failed } = await record({ ...said, known: {}, backend: { name: 'right', install: right } })
    expect(failed['answers > ContainerInspect answers as the Engine API says']).to.equal(
      'ContainerInspect takes {id}: say which container is there, ' +
        "known: { container: '…' }, or samples: { ContainerInspect: { path: { id: '…' } } }",
    )
  })

  describe('fails a backend that', () => {
    afterEach(tidy)
    for (const { mistake, install, said: other, fails, because } of chosen) {
      it(`${mistake}, for that reason and no other`, async () => {
        const { failed } = await record({ ...said, ...other, backend: { name: 'wrong', install } })
        expect(Object.keys(failed), JSON.stringify(failed, undefined, 2)).to.deep.equal(fails)
        for (const sentence of Object.values(failed)) expect(sentence).to.match(because)
      })
    }
  })
})
