import { expect } from 'chai'
import { execFile, spawnSync } from 'node:child_process'
import { startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { promisify } from 'node:util'
import { record } from './recorder.js'

const missing = spawnSync('docker', ['--version']).error !== undefined
const suite = missing ? describe.skip : describe

const commands: Readonly<Record<string, string>> = {
  info: ' Server Version: debug',
  ps: 'CONTAINER ID',
  version: '  Version:          debug',
  images: 'REPOSITORY',
  'volume ls': 'VOLUME NAME',
  'network ls': 'NETWORK ID',
  'system df': 'Build Cache',
  'inspect web': '"Name": "/web"',
  'run --rm busybox true': '',
  'exec web true': '',
  'logs web': '',
  'rm web': 'web',
}

suite(`the docker command against debug alone${missing ? ' [skipped: docker not installed]' : ''}`, () => {
  let daemon: TestDaemon
  before(async () => {
    daemon = await startTestDaemon({ backends: [record({ v: true }).backend] })
  })
  after(() => daemon.close())

  for (const [command, printed] of Object.entries(commands)) {
    it(`succeeds in docker ${command}`, async () => {
      const { stdout } = await promisify(execFile)('docker', ['-H', daemon.address, ...command.split(' ')])
      expect(stdout).to.include(printed)
    }).timeout(20_000)
  }
})
