import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { broken, build, builderMissing, makeContext, type Context } from './support/buildkit.js'
import { opensslMissing } from './support/certificates.js'
import { docker } from './support/docker.js'
import { engineMissing, startEngine, type TestEngine } from './support/engine.js'
import { describeLong, describeNeeding } from './support/needs.js'
import { findProgram, run } from './support/processes.js'
import { temporaryFolder } from './support/swarmd.js'
import { startFrontends, ways, type Frontends } from './support/frontends.js'

const keysMissing = findProgram('ssh-keygen') === undefined ? 'ssh-keygen not installed' : undefined
const missing = engineMissing() ?? builderMissing() ?? opensslMissing() ?? keysMissing

describeNeeding(missing, 'a build with BuildKit on a real engine behind forward', function () {
  this.timeout(120_000)
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let engine: TestEngine
  let through: Frontends

  before(async () => {
    folder = await temporaryFolder()
    engine = await startEngine()
    through = await startFrontends(`forward ${engine.address}`, folder.path)
  })
  after(async () => {
    const ended = await through?.swarmd.stop()
    await engine?.close()
    await folder?.remove()
    expect(ended?.code).to.equal(0)
    expect(ended?.stderr).to.not.match(/TypeError|RangeError|ERR_|uncaught|unhandled/i)
  })

  for (const way of ways) {
    const describeWay = way === 'tls' ? describeNeeding : describeLong
    describeWay(undefined, `by ${way}`, () => {
      let context: Context
      const at = (name: string) => join(context.folder, name)
      const told = () => `a word for ${context.folder}`
      const made = async (...words: readonly string[]) => {
        const asked = ['--secret', 'id=word,src=word', '--ssh', 'default=key', ...words, 'context']
        const { code, stderr } = await build(context.folder, through.environments[way], asked)
        expect(code, stderr).to.equal(0)
        return stderr
      }

      before(async () => void (context = await makeContext(join(folder.path, way))))

      it('makes an image of a context of 4 MiB, with a secret and a key', async () => {
        expect(await made('--target', 'made', '--tag', way)).to.match(/transferring context: 4\.\d+MB/)
        const print = ['run', '--rm', '--network', 'none', way, 'sh', '-c', 'sha256sum < /big; cat /sum /told']
        const { stdout } = await docker(engine.address, print)
        expect(stdout).to.equal(`${context.sum}  -\n${context.sum}  -\n${told()}`)
      })

      it('gives its result as files', async () => {
        await made('--output', 'type=local,dest=files')
        expect(await readdir(at('files'))).to.have.members(['big', 'sum', 'told'])
        expect((await readFile(at('files/big'))).equals(context.big)).to.equal(true)
        const texts = await Promise.all(['sum', 'told'].map((name) => readFile(at(`files/${name}`), 'utf8')))
        expect(texts).to.deep.equal([`${context.sum}  -\n`, told()])
      })

      it('gives its result as a tar', async () => {
        await made('--output', 'type=tar,dest=result.tar')
        const listed = await run('tar', ['-tf', at('result.tar')])
        expect(listed.stdout.toString().trim().split('\n')).to.have.members(['big', 'sum', 'told'])
        const big = await run('tar', ['-xOf', at('result.tar'), 'big'])
        expect(big.stdout.equals(context.big)).to.equal(true)
      })

      for (const [name, [line, sentence]] of Object.entries(broken)) {
        it(`fails at ${line} as without it`, async () => {
          const words = ['--file', `context/${name}`, 'context']
          const environments = [through.environments[way], { DOCKER_HOST: engine.address }]
          const [passed, direct] = await Promise.all(
            environments.map(async (environment) => {
              const { code, stdout, stderr } = await build(context.folder, environment, words)
              return { code, stdout, said: stderr.trimEnd().split('\n').at(-1)! }
            }),
          )
          expect(passed).to.deep.equal(direct)
          expect(passed!.code).to.equal(1)
          expect(passed!.said).to.match(sentence)
        })
      }
    })
  }
})
