import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { swarmError } from 'libswarm-core'
import { call } from 'libswarm-core/testing'
import { readSettings, type SimulatorOptions } from '../dist/options.js'
import { seededRandom } from '../dist/world.js'
import { create, startWith } from './support.js'

const read = (options: SimulatorOptions) => readSettings(options, swarmError)

describe('the options of the simulator', () => {
  it('leave everything simulated, at once, where none is given', () => {
    expect(read({})).to.deep.include({ api: { min: '1.24', max: '1.56' }, deny: [], pullSpeed: Infinity, ports: true })
  })

  const speeds: readonly [string | number, number][] = [
    [500, 500],
    ['500', 500],
    ['64kB', 64_000],
    ['10MB', 10_000_000],
    ['10MiB', 10_485_760],
    ['1.5 mb/s', 1_500_000],
    ['1GB', 1e9],
    ['1k', 1000],
  ]
  for (const [text, bytes] of speeds) {
    it(`take --pull-speed ${text} as ${bytes} bytes a second`, () => {
      expect(read({ 'pull-speed': text }).pullSpeed).to.equal(bytes)
    })
  }

  it('take a range of API versions, and one alone', () => {
    expect(read({ api: '1.24-1.41' }).api).to.deep.equal({ min: '1.24', max: '1.41' })
    expect(read({ api: '1.41' }).api).to.deep.equal({ min: '1.41', max: '1.41' })
  })

  it('take patterns of images as they are', () => {
    const deny = ['private/*', 'quay.io/a/b:1', 'x@sha256:*']
    expect(read({ deny }).deny).to.deep.equal(deny)
  })

  const wrongSpeed = 'write bytes a second, such as --pull-speed 500kB or --pull-speed 10MB, or nothing for at once'
  const wrongApi = 'write --api 1.24-1.41, or --api 1.41 for one alone'
  const wrong: readonly [SimulatorOptions, string][] = [
    [{ 'pull-speed': 'fast' }, `"fast" is no speed: ${wrongSpeed}`],
    [{ 'pull-speed': '0' }, `"0" is no speed: ${wrongSpeed}`],
    [{ 'pull-speed': '-1MB' }, `"-1MB" is no speed: ${wrongSpeed}`],
    [{ 'pull-speed': NaN }, `"NaN" is no speed: ${wrongSpeed}`],
    [{ 'pull-speed': '' }, `"" is no speed: ${wrongSpeed}`],
    [{ 'pull-speed': '5iB' }, `"5iB" is no speed: ${wrongSpeed}`],
    [{ api: '9' }, `"9" is no range of API versions: they are from 1.24 to 1.56; ${wrongApi}`],
    [{ api: '1.12-1.41' }, `"1.12-1.41" is no range of API versions: they are from 1.24 to 1.56; ${wrongApi}`],
    [{ api: '1.41-1.99' }, `"1.41-1.99" is no range of API versions: they are from 1.24 to 1.56; ${wrongApi}`],
    [{ api: '1.41-1.24' }, `"1.41-1.24" is no range of API versions: they stand with the older one first; ${wrongApi}`],
    [{ api: '1.41-' }, `"1.41-" is no range of API versions: they are from 1.24 to 1.56; ${wrongApi}`],
    [{ image: ['redis', 'UPPER'] }, '"UPPER" is no name of an image: write --image redis:7 or --image quay.io/a/b:1'],
    [{ ports: 'none' }, '"none" says nothing of ports: write --ports off, or --ports on, which they are'],
    [
      { deny: [''] },
      '"" is no pattern of image names: write --deny private/image, or --deny "private/*" with * for any text',
    ],
  ]
  for (const [options, sentence] of wrong) {
    it(`refuse ${JSON.stringify(options)}`, () => {
      expect(() => read(options)).to.throw(sentence)
    })
  }

  it('are refused on the command line as well, before anything is started', async () => {
    const swarmd = new URL('../../../swarmd/bin/swarmd.js', import.meta.url).pathname
    const started = promisify(execFile)(process.execPath, [
      swarmd,
      '--backend',
      'simulator --api 9',
      'tcp://127.0.0.1:0',
    ])
    const { code, stderr } = (await started.catch((thrown: unknown) => thrown)) as { code: number; stderr: string }
    expect(code).to.equal(2)
    expect(stderr).to.include(`"9" is no range of API versions: they are from 1.24 to 1.56; ${wrongApi}`)
  })

  it('fix ids and names by a seed', async () => {
    const made = async (seed: string): Promise<string[]> => {
      const daemon = await startWith({ seed, image: ['busybox'] })
      try {
        const first = await create(daemon, '')
        const { Name } = (await call(daemon, `GET /containers/${first}/json`)).json<{ Name: string }>()
        return [first, Name, await create(daemon, 'second')]
      } finally {
        await daemon.close()
      }
    }
    const one = await made('one')
    expect(await made('one')).to.deep.equal(one)
    expect(await made('another')).to.not.deep.equal(one)
  })

  it('give the same bytes for a seed, however they are asked for', () => {
    const [one, other] = [seededRandom('7'), seededRandom('7')]
    const parts = Buffer.concat([one(1), one(0), one(40), one(100), one(3)])
    expect(parts.equals(Buffer.from(other(144)))).to.equal(true)
    expect(parts.equals(Buffer.from(seededRandom('8')(144)))).to.equal(false)
  })
})
