import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { startAttacked, type Attacked } from './support/attacked.js'
import { exchange, get } from './support/wire.js'

describe('methods and paths that nobody should ask for', () => {
  let attacked: Attacked
  before(async () => void (attacked = await startAttacked()))
  after(() => attacked.close())
  afterEach('the next client is served', () => attacked.isFine())

  it('CONNECT, TRACE, PATCH and what is no method (row 52)', async () => {
    expect(await attacked.isRefused(get('x:1', [], 'CONNECT'), 405)).to.equal('method not allowed: CONNECT')
    expect(await attacked.isNotRun(get('/_ping', [], 'TRACE'), 405)).to.equal('method not allowed: TRACE')
    expect(await attacked.isNotRun(get('/_ping', [], 'PATCH'), 404)).to.equal('page not found')
    await attacked.isRefused(get('/_ping', [], 'FOO'), 400)
  })

  it('a URL with a host counts by its path, and nobody is called there (row 53)', async () => {
    expect(await attacked.isNotRun(get('http://169.254.169.254/latest/meta-data'), 404)).to.equal('page not found')
    const [request, ...rest] = await attacked.asked(get('http://169.254.169.254/_ping?a=b'))
    expect([request!.line, rest]).to.deep.equal(['GET /_ping?a=b', []])
    // In the way the system writes the address down.
    if (process.platform === 'linux') expect(await readFile('/proc/net/tcp', 'utf8')).to.not.include('FEA9FEA9')
  })

  const unclean: Readonly<Record<string, string>> = {
    '//containers/json': '/containers/json',
    '/v1.41/../containers/json': '/containers/json',
    '/v1.41/%2e%2e%2fcontainers/json': '/containers/json',
    '/version/..%2fcontainers/json?all=1': '/containers/json?all=1',
    '/./containers/json': '/containers/json',
    '/containers/json/.': '/containers/json',
    '/containers/%2fjson': '/containers/json',
    '/images/..%2f..%2f/json': '/json',
  }
  for (const [path, clean] of Object.entries(unclean)) {
    it(`the path ${path} is asked for in its clean form (row 54)`, async () => {
      expect(await attacked.isNotRun(get(path), 301)).to.equal(`moved to ${clean}`)
      expect((await exchange(attacked.unix, get(path)))?.headers.split('\n')).to.include(`Location: ${clean}`)
    })
  }

  it('an encoded path is the path that it means, for the engine, too (row 55)', async () => {
    const plain = await attacked.asked(get('/v1.41/containers/json?all=1'))
    const encoded = await attacked.asked(get('/v%31.41/%63ontainers%2fjson?all=1'))
    expect(encoded).to.deep.equal(plain)
    expect(plain.map(({ line }) => line)).to.deep.equal(['GET /v1.41/containers/json?all=1'])
    const names = ['busybox%3Alatest', 'library/busybox', 'library%2Fbusybox', 'a%20b', '%D0%B9']
    for (const name of names) {
      const [request] = await attacked.asked(get(`/images/${name}/json`))
      expect(decodeURIComponent(request!.line)).to.equal(`GET /images/${decodeURIComponent(name)}/json`)
    }
  })

  for (const path of [
    '/%ZZ',
    '/%',
    '/containers/%c0%af/json',
    '/containers/%00/json',
    '/containers/a%0d%0aX:%20b/json',
    '/%1b[2J',
  ]) {
    it(`the path ${path} (row 56)`, async () => {
      await attacked.isNotRun(get(path), 400)
    })
  }

  it('control bytes in a query or a header are printed escaped (row 56)', async () => {
    await attacked.asked(get('/containers/json?a=%1b%5b2J%0d%0aswarmd:', ['X: \x9b2J']))
  })

  const elsewhere = [
    '/V1.41/containers/json',
    '/v1.41/v1.41/containers/json',
    '/containers/json/',
    '/containers/json;a=b',
    '/CONTAINERS/json',
    '/containers%3fjson',
    '/version/containers/json',
  ]
  for (const path of elsewhere) {
    it(`the path ${path} is no page (row 57)`, async () => {
      expect(await attacked.isNotRun(get(path), 404)).to.equal('page not found')
    })
  }
})
