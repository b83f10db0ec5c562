import { expect } from 'chai'
import { startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { install } from 'libswarm-backend-simulator'
import { docker, dockerInShell, dockerMissing } from './support/docker.js'
import { engineMissing, startEngine, type TestEngine } from './support/engine.js'
import { describeLong } from './support/needs.js'

describeLong(
  engineMissing() ?? dockerMissing(),
  'archives of images between a real engine and the simulator',
  function () {
    this.timeout(120_000)
    let engine: TestEngine
    let daemon: TestDaemon
    let simulator: string

    before(async () => {
      engine = await startEngine()
      const options = { image: ['redis:7'] }
      daemon = await startTestDaemon({ backends: [{ name: 'simulator', install, options, simulated: true }] })
      simulator = `unix://${daemon.socketPath}`
    })

    after(async () => {
      await daemon?.close()
      await engine?.close()
    })

    /** Carries an image over; what the engine that takes it says. */
    const carry = async (from: string, image: string, to: string): Promise<string> => {
      const line = `docker -H ${from} save ${image} | docker -H ${to} load`
      const { stdout, stderr } = await dockerInShell(to, line)
      return stdout + stderr
    }
    const idOf = async (address: string, image: string): Promise<string> =>
      (await docker(address, ['inspect', '--format', '{{.Id}}', image])).stdout.trim()

    it('go to the simulator, run there, and come back as the same image', async () => {
      const id = await idOf(engine.address, 'busybox')
      expect(await carry(engine.address, 'busybox', simulator)).to.equal('Loaded image: busybox:latest\n')
      expect(await idOf(simulator, 'busybox')).to.equal(id)
      const ran = await docker(simulator, ['run', '--rm', 'busybox', 'sh', '-c', 'echo $((6 * 7)); exit 3'])
      expect(ran).to.include({ code: 3, stdout: '42\n' })
      await docker(engine.address, ['rmi', 'busybox'])
      expect(await carry(simulator, 'busybox', engine.address)).to.equal('Loaded image: busybox:latest\n')
      expect(await idOf(engine.address, 'busybox')).to.equal(id)
      const again = await docker(engine.address, ['run', '--rm', '--network', 'none', 'busybox', 'echo', 'hi'])
      expect(again).to.include({ code: 0, stdout: 'hi\n' })
    })

    it('go to the engine with their files and their configuration', async () => {
      expect(await carry(simulator, 'redis:7', engine.address)).to.equal('Loaded image: redis:7\n')
      const format = '{{json .Config.Entrypoint}} {{json .Config.ExposedPorts}} {{.Created}}'
      const of = async (address: string) => (await docker(address, ['inspect', '--format', format, 'redis:7'])).stdout
      expect(await of(engine.address)).to.equal(await of(simulator))
      const line = 'docker cp "$(docker create redis:7)":/etc/passwd - | tar -xO'
      const files = async (address: string) => (await dockerInShell(address, line)).stdout
      expect(await files(engine.address)).to.equal(await files(simulator))
      expect(await files(engine.address)).to.match(/^redis:/m)
    })
  },
)
