import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { startSwarmd, temporaryFolder } from './support/swarmd.js'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The files of scripts that `swarmd` has loaded by the end, as Node's own coverage tells. */
async function filesLoaded(backend: string, ask: readonly string[]): Promise<readonly string[]> {
  const folder = await temporaryFolder()
  const coverage = join(folder.path, 'coverage')
  const swarmd = await startSwarmd(['--backend', backend, 'unix://a.sock'], {
    cwd: folder.path,
    env: { NODE_V8_COVERAGE: coverage },
  })
  const target = { socketPath: join(folder.path, 'a.sock'), port: undefined }
  for (const line of ask) await call(target, line)
  await swarmd.stop()
  const [report = ''] = await readdir(coverage)
  const { result } = JSON.parse(await readFile(join(coverage, report), 'utf8')) as { result: { url: string }[] }
  await folder.remove()
  return result.flatMap(({ url }) => (url.startsWith('file:') ? [fileURLToPath(url).slice(root.length)] : []))
}

const mostFiles = 12

describe('the files that a start loads', () => {
  for (const backend of ['simulator', 'simulator web', 'debug', 'forward unix:///none.sock']) {
    it(`are at most ${mostFiles}, swarmd's and those of that backend: ${backend}`, async () => {
      const files = await filesLoaded(backend, ['GET /_ping'])
      const [name] = backend.split(' ')
      const ours = new RegExp(`^(core|swarmd|plugins/${name})/(bin|dist)/`)
      expect(files).to.include('swarmd/bin/swarmd.js')
      expect(files).to.have.lengthOf.at.most(mostFiles)
      expect(files.filter((file) => !ours.test(file))).to.deep.equal([])
    })
  }

  it('have all that the simulator answers with: a busy daemon may have no descriptor left to load more', async () => {
    const calls = [
      'GET /containers/json',
      'GET /images/json',
      'GET /networks',
      'GET /volumes',
      'GET /info',
      'GET /_ping',
    ]
    expect(await filesLoaded('simulator web', calls)).to.have.members(await filesLoaded('simulator web', []))
  })
})
