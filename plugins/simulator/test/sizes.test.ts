import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { create, filter, startSimulator } from './support.js'

interface Sized {
  readonly SizeRw?: number
  readonly SizeRootFs?: number
}
interface Usage {
  readonly Containers: readonly Sized[]
  readonly Volumes: readonly { readonly Name: string; readonly UsageData: { readonly Size: number } }[]
}

// What a dockerd 20.10 said of this: 15012 bytes of the container, and 7 of the volume.
const script = `
echo 123456789 >/f; mkdir /d; ln -s /f /d/l; ln /f /d/h; rm /bin/cat; chmod 700 /bin
dd if=/dev/zero of=/d/z bs=1000 count=5
dd if=/dev/zero of=/sparse bs=1 seek=9999 count=1
echo hello >/v/a; mkdir /v/d; ln -s a /v/l; ln /v/a /v/d/b`

describe('what containers and volumes take', () => {
  let daemon: TestDaemon
  before(async () => {
    daemon = await startSimulator()
    await create(daemon, 'idle')
    const body = { Cmd: ['sh', '-c', script], HostConfig: { Binds: ['data:/v'] } }
    await call(daemon, `POST /containers/${await create(daemon, 'busy', body)}/start`)
    await call(daemon, 'POST /containers/busy/wait')
  })
  after(() => daemon.close())

  const json = async <T>(line: string): Promise<T> => (await call(daemon, `GET ${line}`)).json()
  const listed = async (name: string, size: boolean): Promise<Sized> =>
    (await json<Sized[]>(`/v1.41/containers/json?all=1&size=${size}&${filter('name', name)}`))[0]!

  it('is what was written, a file of several names once, a symlink for its target, and nothing of directories', async () => {
    const { SizeRootFs = 0 } = await listed('idle', true)
    expect((await listed('idle', true)).SizeRw).to.equal(undefined)
    expect(await listed('busy', true)).to.include({ SizeRw: 15_012, SizeRootFs: SizeRootFs + 15_012 })
    expect(await listed('busy', false)).not.to.have.any.keys('SizeRw', 'SizeRootFs')
    expect(await json('/containers/busy/json?size=1')).to.include({ SizeRw: 15_012, SizeRootFs: SizeRootFs + 15_012 })
    expect(await json('/containers/idle/json?size=1')).to.include({ SizeRw: 0, SizeRootFs })
  })

  it('is in the sum of what the engine takes', async () => {
    const { Containers, Volumes } = await json<Usage>('/v1.41/system/df')
    expect(Containers.map(({ SizeRw }) => SizeRw)).to.deep.equal([15_012, undefined])
    expect(Volumes.map(({ Name, UsageData }) => [Name, UsageData.Size])).to.deep.equal([['data', 7]])
  })

  it('is what it is now, whatever was answered before', async () => {
    await call(daemon, 'PUT /containers/busy/archive?path=/', { body: tar() })
    expect((await listed('busy', true)).SizeRw).to.equal(15_012)
    await call(daemon, 'POST /commit?container=busy')
    expect((await listed('busy', true)).SizeRw).to.equal(15_012)
    await call(daemon, 'POST /containers/busy/start')
    await call(daemon, 'POST /containers/busy/wait')
    expect((await listed('busy', true)).SizeRw).to.equal(15_012)
    const more = await create(daemon, 'more', { Cmd: ['sh', '-c', 'while sleep 0.01; do echo x >>/log; done'] })
    const first = (await listed('more', true)).SizeRw
    await call(daemon, `POST /containers/${more}/start`)
    let grown = first
    for (let asked = 0; asked < 500 && grown === first; asked++) grown = (await listed('more', true)).SizeRw
    expect([first, (grown ?? 0) > 0]).to.deep.equal([undefined, true])
  })
})

/** The end of an archive. */
const tar = (): Buffer => Buffer.alloc(1024)
