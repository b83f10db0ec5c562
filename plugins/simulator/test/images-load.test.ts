import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { ArchiveFiles } from '../dist/images/archive/archive-files.js'
import { Room } from '../dist/images/archive/room.js'
import type { Image } from '../dist/images/image-record.js'
import { Errno } from '../dist/machine/errno.js'
import { archiveOf, bytesOf, imageOf, sha256, tar, type Entries } from './archives.js'
import { imageEvents } from './images-support.js'
import { act, exec, run, sentence, startWith } from './support.js'

/** A program that is none of a simulator's. */
const elf = `\x7fELF${'x'.repeat(200)}`
const shell: Entries = { 'bin/busybox': elf, 'bin/sh': { link: 'busybox' }, 'bin/cat': { link: 'busybox' }, 'bin/sleep': { link: 'busybox' }, 'bin/ls': { link: 'busybox' } } // prettier-ignore

interface Message {
  readonly stream?: string
  readonly status?: string
  readonly error?: string
  readonly progress?: string
}

describe('images that are loaded', () => {
  let daemon: TestDaemon
  beforeEach(async () => void (daemon = await startWith({})))
  afterEach(() => daemon.close())

  const load = async (archive: Uint8Array, query = ''): Promise<Message[]> => {
    const { bytes } = await bytesOf(daemon, `POST /images/load${query}`, archive)
    const lines = bytes.toString().split('\n')
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Message)
  }
  const ids = async (): Promise<string[]> =>
    (await call(daemon, 'GET /images/json')).json<{ Id: string }[]>().map(({ Id }) => Id)

  it('have the configuration, the files and the id of the archive', async () => {
    const layer = tar({ ...shell, 'etc/motd': 'hello\n' })
    const image = imageOf([layer], ['own/image:1', 'other:2'])
    expect(await load(archiveOf(image))).to.deep.equal([
      { stream: 'Loaded image: own/image:1\n' },
      { stream: 'Loaded image: other:2\n' },
    ])
    const found = (await call(daemon, 'GET /v1.41/images/other:2/json')).json<Record<string, unknown>>()
    expect(found).to.deep.include({
      Id: image.id,
      RepoTags: ['other:2', 'own/image:1'],
      Created: '2024-05-06T07:08:09.123456Z',
      Size: 206 + 6 - 2,
      RootFS: { Type: 'layers', Layers: [`sha256:${sha256(layer)}`] },
    })
    expect(found['Config']).to.deep.include({ Env: ['A=b'], Cmd: ['sh', '-c', 'cat /etc/motd'] })
    const id = await run(daemon, 'web', { Image: 'other:2', Cmd: undefined })
    await call(daemon, `POST /containers/${id}/wait`)
    expect((await call(daemon, `GET /containers/${id}/logs?stdout=1`)).text.slice(8)).to.equal('hello\n')
    expect(await imageEvents(daemon)).to.deep.equal([['load', image.id, { name: image.id }]])
  })

  it('have their layers on top of each other, without what one takes away', async () => {
    const below = tar({ ...shell, 'etc/gone': 'x', 'etc/motd': 'old', 'd/': '', 'd/old': 'x', 'e/': '', 'e/f': 'x' })
    const above = tar({ 'etc/.wh.gone': '', 'etc/motd': 'new\n', 'd/new': 'x', 'd/.wh..wh..opq': '', '.wh.e': '', 'no/.wh.x': '', '.wh..wh.plnk': '' }) // prettier-ignore
    const image = imageOf([below, above], ['a:1'])
    expect(await load(archiveOf(image))).to.deep.equal([{ stream: 'Loaded image: a:1\n' }])
    await run(daemon, 'web', { Image: 'a:1', Cmd: ['sleep', '100'] })
    expect(await exec(daemon, 'web', '(cat /etc/motd; ls /etc/gone /d /e; ls -a /) 2>&1 | cat')).to.equal(
      [
        'new',
        'ls: /etc/gone: No such file or directory',
        'ls: /e: No such file or directory',
        '/d:',
        'new',
        ...['.', '..', '.dockerenv', 'bin', 'd', 'dev', 'etc', 'proc', 'sys', ''],
      ].join('\r\n'),
    )
    const steps = (await call(daemon, 'GET /images/a:1/history')).json<{ CreatedBy: string; Size: number }[]>()
    expect(steps.map(({ CreatedBy, Size }) => [CreatedBy, Size])).to.deep.equal([
      ['step 1', 5],
      ['step 0', 210],
    ])
  })

  it('tell how they come, where that is asked for, but of layers that are there', async () => {
    const layer = tar({ big: 'x'.repeat(50_000) })
    const told = await load(archiveOf(imageOf([layer], ['a:1'])), '?quiet=0')
    expect(told.map(({ status, progress, stream }) => [status ?? stream, progress?.slice(-16)])).to.deep.equal([
      ['Loading layer', ' 32.77kB/51.71kB'],
      ['Loading layer', ' 51.71kB/51.71kB'],
      ['Loaded image: a:1\n', undefined],
    ])
    const again = await load(archiveOf(imageOf([layer], ['b:1'], { author: 'me' })), '?quiet=0')
    expect(again).to.deep.equal([{ stream: 'Loaded image: b:1\n' }])
  })

  it('may be packed, whole and by layers, and have a layer twice by a symlink', async () => {
    const layer = tar({ 'etc/motd': 'x' })
    const { entries, item, id } = imageOf([layer, layer], ['a:1'])
    const [first = '', second = ''] = item.Layers
    const archive = tar({
      ...entries,
      [first]: gzipSync(layer),
      [second]: { link: `../${first}` },
      'manifest.json': JSON.stringify([item]),
    })
    expect(await load(gzipSync(archive))).to.deep.equal([{ stream: 'Loaded image: a:1\n' }])
    expect(await ids()).to.deep.equal([id])
  })

  it('are told by their ids where they have no names', async () => {
    const [one, two] = [imageOf([], null), imageOf([], [], { author: 'me' })]
    expect(await load(archiveOf(one, two))).to.deep.equal([
      { stream: `Loaded image ID: ${one.id}\nLoaded image ID: ${two.id}\n` },
    ])
  })

  it('take names from others', async () => {
    const [one, two] = [imageOf([], ['a:1']), imageOf([], ['a:1'], { author: 'me' })]
    await load(archiveOf(one))
    expect(await load(archiveOf(two))).to.deep.equal([
      { stream: `The image a:1 already exists, renaming the old one with ID ${one.id} to empty string\n` },
      { stream: 'Loaded image: a:1\n' },
    ])
    expect((await call(daemon, `GET /images/${one.id}/json`)).json<{ RepoTags: string[] }>().RepoTags).to.deep.equal([])
    expect(await load(archiveOf(two))).to.deep.equal([{ stream: 'Loaded image: a:1\n' }])
  })

  const image = imageOf([tar({ a: 'b' })], ['a:1'])
  const withItem = (change: object, entries: Entries = {}): Buffer =>
    tar({ ...image.entries, ...entries, 'manifest.json': JSON.stringify([{ ...image.item, ...change }]) })
  const [layerName = ''] = image.item.Layers
  const wanted = `sha256:${sha256(tar({ a: 'b' }))}`
  const folder = '/var/lib/docker/tmp/docker-import-N'
  // As dockerd 20.10 says it.
  const refused: readonly [string, Uint8Array, string][] = [
    ['nothing', Buffer.alloc(0), `open ${folder}/repositories: no such file or directory`],
    ['a word', Buffer.from('hello\n'), `open ${folder}/repositories: no such file or directory`],
    ['other files', tar({ a: 'b' }), `open ${folder}/repositories: no such file or directory`],
    ['half of one', archiveOf(image).subarray(0, 700), 'Error processing tar file(exit status 1): unexpected EOF'],
    ['what goes on and is none', Buffer.alloc(16 * 1024 * 1024, 'x'), 'Error processing tar file(exit status 1): archive/tar: invalid tar header'], // prettier-ignore
    ['an object', tar({ 'manifest.json': '{}' }), 'json: cannot unmarshal object into Go value of type []tarexport.manifestItem'], // prettier-ignore
    ['no JSON', tar({ 'manifest.json': 'x' }), "invalid character 'x' looking for beginning of value"],
    ['half of a list', tar({ 'manifest.json': '[' }), 'unexpected end of JSON input'],
    ['no configuration', withItem({ Config: 'nope.json' }), `open ${folder}/nope.json: no such file or directory`],
    ['a configuration that is none', withItem({}, { [image.item.Config]: 'hi' }), "invalid character 'h' looking for beginning of value"], // prettier-ignore
    ['no such layer', withItem({ Layers: ['nope/layer.tar'] }), `open ${folder}/nope/layer.tar: no such file or directory`], // prettier-ignore
    ['a layer outside', withItem({ Layers: ['../../etc/passwd'] }), `evalSymlinksInScope: /var/lib/docker/etc/passwd is not in ${folder}`], // prettier-ignore
    ['a layer too many', withItem({ Layers: [layerName, layerName] }), 'invalid manifest, layers length mismatch: expected 2, got 1'], // prettier-ignore
    ['a layer that is none', withItem({}, { [layerName]: 'hi' }), 'ApplyLayer exit status 1 stdout:  stderr: unexpected EOF'], // prettier-ignore
    ['another layer', withItem({}, { [layerName]: tar({ a: 'c' }) }), `invalid diffID for layer 0: expected "${wanted}", got "sha256:${sha256(tar({ a: 'c' }))}"`], // prettier-ignore
    ['no name', withItem({ RepoTags: ['UPPER'] }), 'invalid reference format: repository name must be lowercase'],
    ['no tag', withItem({ RepoTags: ['busybox'] }), 'invalid tag "busybox"'],
    ['symlinks in a circle', tar({ 'manifest.json': { link: 'manifest.json' } }), `open ${folder}/repositories: no such file or directory`], // prettier-ignore
  ]
  for (const [title, archive, message] of refused) {
    it(`are none of ${title}`, async () => {
      const [told, ...rest] = await load(archive)
      expect(rest).to.deep.equal([])
      expect(told?.error?.replace(/docker-import-\d+/, 'docker-import-N')).to.equal(message)
    })
  }

  it('are none of an empty list', async () => expect(await load(tar({ 'manifest.json': '[]' }))).to.deep.equal([{}]))

  const said = {
    id: `sha256:${'1'.repeat(64)}`,
    created: 1e15,
    layers: [wanted],
    layerSizes: [1],
    size: 1,
    history: [],
  }
  const known: readonly [string, object, string][] = [
    ['a simulator', said, said.id],
    ['nobody: another id', { ...said, id: 'x' }, image.id],
    ['nobody: other layers', { ...said, layers: [] }, image.id],
    ['nobody: a size that is none', { ...said, size: -1 }, image.id],
    ['nobody: steps that are none', { ...said, history: [1] }, image.id],
  ]
  for (const [title, identity, id] of known) {
    it(`are what they are called by ${title}`, async () => {
      await load(withItem({}, { 'simulator.json': JSON.stringify({ [image.item.Config]: identity }) }))
      expect(await ids()).to.deep.equal([id])
    })
  }

  it('are no more than memory is there for', () => {
    const archived = { config: new Uint8Array(10), layers: [{ chunks: [], size: 80 }] }
    const room = new Room([{ archived } as unknown as Image], 100)
    room.take(10)
    expect(() => room.take(1))
      .to.throw(Errno)
      .with.property('code', 'ENOSPC')
    const files = new ArchiveFiles(new Room([], 1000))
    const sink = files.add({ name: 'a', kind: 'file', mode: 0o644, uid: 0, gid: 0, modified: 0 })
    expect(() => sink?.write(new Uint8Array(500))).to.throw(Errno)
  })

  it('have no programs that are not simulated', async () => {
    await load(archiveOf(imageOf([tar({ 'bin/own': elf })], ['a:1'])))
    const id = await run(daemon, 'own', { Image: 'a:1', Cmd: ['/bin/own'] })
    expect((await call(daemon, `POST /containers/${id}/wait`)).json<object>()).to.deep.include({ StatusCode: 1 })
    const log = (await call(daemon, `GET /containers/${id}/logs?stderr=1`)).text.slice(8)
    expect(log).to.equal('exec /bin/own: exec format error\n')
  })
})

describe('an image that is imported', () => {
  let daemon: TestDaemon
  before(async () => void (daemon = await startWith({})))
  after(() => daemon.close())

  const post = async (query: string, body: Uint8Array): Promise<[number, { status?: string; message?: string }]> => {
    const { status, bytes } = await bytesOf(daemon, `POST /images/create?fromSrc=-&${query}`, body)
    return [status, JSON.parse(bytes.toString()) as { status?: string; message?: string }]
  }

  it('is one layer with the changes that are asked for', async () => {
    const layer = tar({ ...shell, 'etc/motd': 'hello\n' })
    const [, { status: id = '' }] = await post(
      'repo=imp&tag=2&message=Hello&changes=CMD%20sh&changes=ENV%20A%3Db',
      layer,
    )
    expect(id).to.match(/^sha256:[0-9a-f]{64}$/)
    const found = (await call(daemon, 'GET /v1.41/images/imp:2/json')).json<Record<string, unknown>>()
    expect(found).to.deep.include({ Id: id, Comment: 'Hello', RepoTags: ['imp:2'], Size: 210 })
    expect(found['Config']).to.deep.include({ Cmd: ['/bin/sh', '-c', 'sh'], Env: ['A=b'] })
    expect(found['RootFS']).to.deep.equal({ Type: 'layers', Layers: [`sha256:${sha256(layer)}`] })
    await run(daemon, 'imported', { Image: 'imp:2', Cmd: ['sleep', '100'] })
    expect(await exec(daemon, 'imported', 'cat /etc/motd')).to.equal('hello\r\n')
    const events = await imageEvents(daemon)
    expect(events.slice(-2)).to.deep.equal([
      ['tag', id, { name: 'imp:2' }],
      ['import', id, { name: id }],
    ])
  })

  it('needs no name, and no files', async () => {
    const [, { status: id = '' }] = await post('', Buffer.alloc(0))
    const found = (await call(daemon, `GET /v1.41/images/${id}/json`)).json<Record<string, unknown>>()
    expect(found).to.deep.include({ RepoTags: [], Comment: 'Imported from -', Size: 0 })
  })

  const refused: readonly [string, string][] = [
    ['repo=UP', 'invalid reference format: repository name must be lowercase'],
    [`repo=a@sha256:${'a'.repeat(64)}`, 'cannot import digest reference'],
    ['repo=a&tag=-', 'invalid tag format'],
    ['repo=a&changes=FROM%20x', 'from is not a valid change command'],
    ['repo=a&platform=foo/bar', 'operating system is not supported'],
    ['repo=a', 'ApplyLayer exit status 1 stdout:  stderr: unexpected EOF'],
  ]
  for (const [query, message] of refused) {
    it(`is refused with ${query}: ${message}`, async () => {
      expect(await post(query, Buffer.from('hello\n'))).to.deep.equal([400, { message }])
    })
  }
})

describe('images that are saved', () => {
  let [one, other]: TestDaemon[] = []
  before(async () => {
    one = await startWith({ image: ['busybox', 'redis:7'] })
    other = await startWith({})
  })
  after(async () => {
    await one?.close()
    await other?.close()
  })

  const save = async (daemon: TestDaemon, path: string): Promise<Buffer> =>
    (await bytesOf(daemon, `GET /images/${path}`)).bytes
  const inspect = async (daemon: TestDaemon, name: string): Promise<Record<string, unknown>> =>
    (await call(daemon, `GET /v1.41/images/${name}/json`)).json()

  it('are the same images in another simulator', async () => {
    await act(one!, 'POST /images/redis:7/tag?repo=mine&tag=1')
    const archive = await save(one!, 'get?names=redis:7&names=mine:1&names=busybox')
    const { bytes } = await bytesOf(other!, 'POST /images/load', archive)
    expect(bytes.toString()).to.equal(
      ['redis:7', 'mine:1', 'busybox:latest'].map((name) => `{"stream":"Loaded image: ${name}\\n"}\n`).join(''),
    )
    for (const name of ['redis:7', 'busybox']) {
      const [here, there] = [await inspect(one!, name), await inspect(other!, name)]
      for (const key of ['Id', 'RepoTags', 'Created', 'Size', 'RootFS', 'Config', 'Architecture']) {
        expect(there[key], key).to.deep.equal(here[key])
      }
      const history = async (daemon: TestDaemon) =>
        (await call(daemon, `GET /images/${name}/history`)).json<unknown[]>()
      expect(await history(other!)).to.deep.equal(await history(one!))
    }
    await run(other!, 'cache', { Image: 'redis:7', Cmd: ['sleep', '100'] })
    expect(await exec(other!, 'cache', 'redis-server --version')).to.match(/^Redis server/)
    const again = await save(other!, 'get?names=redis:7&names=mine:1&names=busybox')
    expect(again.equals(archive)).to.equal(true)
  })

  it('are what they were loaded from', async () => {
    const layers = [tar({ 'etc/a': 'a' }), gzipSync(tar({ 'etc/.wh.a': '', 'etc/b': 'b' }))]
    const plain = imageOf([layers[0]!, tar({ 'etc/.wh.a': '', 'etc/b': 'b' })], ['kept:1'])
    const entries = { ...plain.entries, [plain.item.Layers[1]!]: layers[1]! }
    await bytesOf(one!, 'POST /images/load', tar({ ...entries, 'manifest.json': JSON.stringify([plain.item]) }))
    await bytesOf(other!, 'POST /images/load', await save(one!, 'kept:1/get'))
    expect(await inspect(other!, 'kept:1')).to.deep.include({ Id: plain.id })
  })

  it('carry what a container was committed with', async () => {
    await run(one!, 'changed', { Image: 'busybox' })
    await exec(one!, 'changed', 'echo own > /own; rm /bin/vi /bin/cat')
    await call(one!, 'POST /commit?container=changed&repo=changed&tag=1', { body: {} })
    await bytesOf(other!, 'POST /images/load', await save(one!, 'changed/get'))
    expect((await inspect(other!, 'changed:1'))['Id']).to.equal((await inspect(one!, 'changed:1'))['Id'])
    await run(other!, 'again', { Image: 'changed:1' })
    expect(await exec(other!, 'again', 'read x < /own; echo $x; test -e /bin/cat || echo gone')).to.equal(
      'own\r\ngone\r\n',
    )
  })

  it('are told of by an event', async () => {
    const { Id } = await inspect(one!, 'redis:7')
    await save(one!, 'redis:7/get')
    expect((await imageEvents(one!)).at(-1)).to.deep.equal(['save', Id, { name: Id }])
  })

  const refused: readonly [string, number, string][] = [
    ['nope/get', 404, 'No such image: nope'],
    ['nope:1/get', 404, 'reference does not exist'],
    ['busybox:nope/get', 404, 'reference does not exist'],
    ['deadbeef/get', 404, 'No such image: deadbeef'],
    ['UP/get', 400, 'invalid reference format: repository name must be lowercase'],
    ['get?names=busybox&names=nope', 404, 'No such image: nope'],
  ]
  for (const [path, status, message] of refused) {
    it(`are not ${path}`, async () =>
      expect(sentence(await call(one!, `GET /images/${path}`))).to.deep.equal([status, message]))
  }

  it('have no names where they are asked for by id', async () => {
    const { Id } = await inspect(one!, 'busybox')
    const third = await startWith({})
    try {
      const { bytes } = await bytesOf(third, 'POST /images/load', await save(one!, `${String(Id)}/get`))
      expect(bytes.toString()).to.equal(`{"stream":"Loaded image ID: ${String(Id)}\\n"}\n`)
    } finally {
      await third.close()
    }
  })
})
