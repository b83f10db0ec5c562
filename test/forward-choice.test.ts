import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { dockerEnvironment, dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { findProgram, run } from './support/processes.js'
import { runSwarmd, startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'

describe('forward without an address', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let engine: Swarmd
  const running: Swarmd[] = []
  const at = (name: string) => join(folder.path, name)
  let count = 0

  before(async () => {
    folder = await temporaryFolder()
    engine = await startSwarmd(['--backend', 'simulator web', `unix://${at('engine.sock')}`])
    await mkdir(at('config'))
  })
  after(async () => {
    for (const one of [...running, engine]) await one?.stop('SIGKILL')
    await folder.remove()
  })

  const nothing = { DOCKER_HOST: '', DOCKER_CONTEXT: '', DOCKER_TLS_VERIFY: '', DOCKER_TLS: '', DOCKER_CERT_PATH: '' }
  const forwarding = async (env: Readonly<Record<string, string>>) => {
    const socketPath = at(`${++count}.sock`)
    const all = { ...nothing, DOCKER_CONFIG: at('config'), ...env }
    const swarmd = await startSwarmd(['--backend', 'forward', `unix://${socketPath}`], { env: all })
    running.push(swarmd)
    return { said: swarmd.stderr(), answer: await call({ socketPath, port: undefined }, 'GET /v1.41/containers/json') }
  }
  const refused = async (env: Readonly<Record<string, string>>) => {
    const all = { ...nothing, DOCKER_CONFIG: at('config'), ...env }
    const { code, stderr } = await runSwarmd(['--backend', 'forward', `unix://${at('no.sock')}`], { env: all })
    return [code, stderr.split('\n')[0]]
  }

  it('takes that of DOCKER_HOST, and says so', async () => {
    const { said, answer } = await forwarding({ DOCKER_HOST: `unix://${at('engine.sock')}` })
    expect(said).to.contain(`the engine is unix://${at('engine.sock')}, by DOCKER_HOST\n`)
    expect(answer.text).to.contain('/web')
  })

  it('takes one address, and refuses more (row 28)', async () => {
    const { code, stderr } = await runSwarmd(['--backend', 'forward a b c', `unix://${at('no.sock')}`])
    expect(code).to.equal(2)
    expect(stderr).to.match(/the backend "forward": unexpected argument "b"[^]*usage: forward \[address\]/i)
  })

  it('takes the standard socket where nothing else is said', async () => {
    const { said } = await forwarding({})
    expect(said).to.contain('the engine is unix:///var/run/docker.sock, by no DOCKER_HOST and no docker context\n')
  })

  describeNeeding(dockerMissing(), 'with a context that docker has made', () => {
    before(async () => {
      const env = { ...dockerEnvironment('', at('config')), DOCKER_HOST: '' }
      const made = ['context', 'create', 'home', '--docker', `host=unix://${at('engine.sock')}`]
      for (const args of [made, ['context', 'use', 'home']]) {
        const { code, stderr } = await run(findProgram('docker')!, args, { env })
        expect(code, stderr.toString()).to.equal(0)
      }
    })

    it('takes the one in use', async () => {
      const { said, answer } = await forwarding({})
      expect(said).to.contain(`the engine is unix://${at('engine.sock')}, by the docker context "home"\n`)
      expect(answer.text).to.contain('/web')
    })

    it('takes that of DOCKER_CONTEXT, and DOCKER_HOST before any', async () => {
      expect((await forwarding({ DOCKER_CONTEXT: 'default' })).said).to.contain('unix:///var/run/docker.sock, by no')
      const { said } = await forwarding({ DOCKER_CONTEXT: 'home', DOCKER_HOST: 'tcp://127.0.0.1:1' })
      expect(said).to.contain('the engine is tcp://127.0.0.1:1, by DOCKER_HOST\n')
    })

    it('ends the start for one that is not there', async () => {
      const [code, sentence] = await refused({ DOCKER_CONTEXT: 'away' })
      expect(code).to.equal(2)
      expect(sentence).to.match(/the docker context "away" is not there: no .*meta\.json; "docker context ls" lists/)
    })
  })

  it('ends the start for a config that is none', async () => {
    await mkdir(at('broken'))
    await writeFile(at('broken/config.json'), '{')
    const [code, sentence] = await refused({ DOCKER_CONFIG: at('broken') })
    expect([code, sentence]).to.satisfy(
      ([status, text]: [number, string]) => status === 2 && /broken\/config\.json is no JSON: /.test(text),
    )
  })
})
