import { chmod, chown, lstat, mkdir, readdir, readFile, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { docker, dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { dropMissing, isRoot, withGroups, withoutRights } from './support/privileges.js'
import { findProgram } from './support/processes.js'
import { ownGroup, runSwarmd, startSwarmd, temporaryFolder, type Swarmd, type SwarmdOptions } from './support/swarmd.js'

const groups = await readFile('/etc/group', 'utf8').catch(() => '')
const gidOf = (name: string) => {
  const [, gid] = new RegExp(`^${name}:[^:]*:(\\d+):`, 'm').exec(groups) ?? []
  return gid === undefined ? undefined : Number(gid)
}
const ownGid = process.getegid?.() ?? 0

describe('unix sockets of swarmd', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  const running: Swarmd[] = []
  const at = (name: string) => join(folder.path, name)
  beforeEach(async () => void (folder = await temporaryFolder()))
  afterEach(async () => {
    await Promise.all(running.splice(0).map((swarmd) => swarmd.stop('SIGKILL')))
    await folder.remove()
  })

  /** Starts one in the folder. The group of its sockets is the test's, unless the arguments name another. */
  async function start(args: readonly string[], options: SwarmdOptions = {}): Promise<Swarmd> {
    const own = args.some((word) => word.startsWith('--socket-group')) ? [] : ownGroup
    const swarmd = await startSwarmd([...own, ...args], { cwd: folder.path, ...options })
    running.push(swarmd)
    return swarmd
  }

  async function refused(args: readonly string[], options: SwarmdOptions = {}): Promise<string> {
    const before = await readdir(folder.path)
    const { code, stdout, stderr } = await runSwarmd(args, { cwd: folder.path, ...options })
    expect([code, stdout], stderr).to.deep.equal([1, ''])
    expect(await readdir(folder.path)).to.deep.equal(before)
    return stderr
  }

  const answers = async (path: string) => (await call({ socketPath: path, port: undefined }, 'GET /_ping')).text
  const modeOf = async (name: string) => ((await lstat(at(name))).mode & 0o7777).toString(8)

  /** A socket file as a killed daemon leaves it. */
  async function leaveStale(name: string): Promise<void> {
    const swarmd = await startSwarmd([...ownGroup, `unix://${name}`], { cwd: folder.path })
    await swarmd.stop('SIGKILL')
    expect((await lstat(at(name))).isSocket()).to.equal(true)
  }

  describe('are where they are asked for', () => {
    it('relative or not, a "%2f" no slash (row 11)', async () => {
      await mkdir(at('a'))
      await start(['unix://a/b', `unix://${at('a%2fc')}`])
      expect((await readdir(folder.path, { recursive: true })).sort()).to.deep.equal(['a', 'a%2fc', 'a/b'])
      for (const name of ['a/b', 'a%2fc']) expect(await answers(at(name))).to.equal('OK')
    })

    it('up to 107 bytes, and not one more (row 12)', async () => {
      for (const name of ['s', 'docker.sock']) {
        const deep = at('d'.repeat(107 - Buffer.byteLength(`${folder.path}//${name}`)))
        await mkdir(deep)
        const path = join(deep, name)
        expect(Buffer.byteLength(path)).to.equal(107)
        const swarmd = await start([`unix://${path}`])
        expect(await readdir(deep)).to.deep.equal([name])
        expect(await answers(path)).to.equal('OK')
        expect((await swarmd.stop()).code).to.equal(0)
        expect(await readdir(deep)).to.deep.equal([])

        const { code, stderr } = await runSwarmd([`unix://${path}x`])
        expect(code).to.equal(2)
        expect(stderr).to.match(/: the socket path is too long \(108 bytes, at most 107\)\n$/)
        expect(await readdir(deep)).to.deep.equal([])
        await rm(deep, { recursive: true })
      }
    })

    it('or nowhere: an address twice, also in another spelling, opens nothing (row 16)', async () => {
      for (const other of ['unix://a.sock', 'unix://./a.sock', `unix://${at('a.sock')}`]) {
        const { code, stderr } = await runSwarmd(['unix://a.sock', other], { cwd: folder.path })
        expect(stderr).to.equal(`swarmd: duplicate address "${other}": ${other} is given twice\n`)
        expect(code).to.equal(2)
      }
      expect(await readdir(folder.path)).to.deep.equal([])
    })

    it('or nowhere: a port in use leaves no socket behind (row 16)', async () => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as { port: number }
      const stderr = await refused([...ownGroup, 'unix://a.sock', `tcp://127.0.0.1:${port}`, 'unix://b.sock'])
      expect(stderr).to.match(/cannot listen on tcp:\/\/127\.0\.0\.1:\d+: the address is already in use\n$/)
      await new Promise((resolve) => server.close(resolve))
    })

    it('or say which folder is missing, or is none (row 17)', async () => {
      await writeFile(at('file'), '')
      expect(await refused(['unix://no/a.sock'])).to.include(
        'cannot listen on unix://no/a.sock: the folder "no" does not exist\n',
      )
      expect(await refused(['unix://file/a.sock'])).to.include(
        'cannot listen on unix://file/a.sock: "file" is no folder\n',
      )
    })

    describeNeeding(dropMissing(), 'or say', () => {
      it('which folder may not be written to (row 17)', async () => {
        await chmod(folder.path, 0o500)
        const stderr = await refused([`unix://${at('a.sock')}`], { cwd: '/', through: withoutRights })
        expect(stderr).to.include(
          `cannot listen on unix://${at('a.sock')}: permission denied in the folder "${folder.path}"\n`,
        )
        await chmod(folder.path, 0o700)
      })
    })
  })

  describe('leave alone what is in their place', () => {
    it('a file, a folder, a link wherever it goes (row 13)', async () => {
      await writeFile(at('file'), 'precious')
      await mkdir(at('folder'))
      await symlink('nowhere', at('dangling'))
      await leaveStale('stale')
      await symlink('stale', at('link'))
      for (const name of ['file', 'folder', 'dangling', 'link']) {
        expect(await refused([`unix://${name}`])).to.include(
          `swarmd: cannot listen on unix://${name}: the file exists and is not a socket\n`,
        )
      }
      expect(await readFile(at('file'), 'utf8')).to.equal('precious')
    })

    describeNeeding(isRoot ? undefined : 'only root can make one', "a stale socket of another user's", () => {
      it('is named with its owner (row 13)', async () => {
        await leaveStale('a.sock')
        await chown(at('a.sock'), 12345, 12345)
        expect(await refused(['unix://a.sock'])).to.match(
          /: nobody listens on the socket that is there, and it is another user's \(12345\): remove it first\n$/,
        )
      })
    })

    it('a socket that somebody listens on, who goes on (row 15)', async () => {
      await start(['--backend', 'simulator web', 'unix://a.sock'])
      expect(await refused(['unix://a.sock'])).to.include(
        'cannot listen on unix://a.sock: the address is already in use\n',
      )
      expect(await answers(at('a.sock'))).to.equal('OK')
    })
  })

  describe('replace a socket file that nobody listens on any more', () => {
    it('with a line that names it (row 14)', async () => {
      await leaveStale('a.sock')
      const swarmd = await start(['unix://a.sock'])
      expect(swarmd.stderr()).to.include('swarmd: nobody listened on unix://a.sock any more: its file is replaced\n')
      expect(await answers(at('a.sock'))).to.equal('OK')
      expect(await readdir(folder.path)).to.deep.equal(['a.sock'])
    })

    it('once: of several that start at the same time one has it, and keeps it', async () => {
      await leaveStale('a.sock')
      const started = await Promise.all(
        Array.from({ length: 3 }, () => start(['unix://a.sock']).catch((thrown: unknown) => String(thrown))),
      )
      const failures = started.filter((one) => typeof one === 'string')
      expect(failures).to.have.length(2)
      for (const failure of failures)
        expect(failure).to.match(/ended with 1: .*\n?.*: the address is already in use\n$/)
      expect(await answers(at('a.sock'))).to.equal('OK')
      expect(await readdir(folder.path)).to.deep.equal(['a.sock'])
    })
  })

  describe('are removed at the end', () => {
    it('but for one that another daemon has put in their place meanwhile, which goes on', async () => {
      const first = await start(['--backend', 'simulator first', 'unix://a.sock'])
      await unlink(at('a.sock'))
      const second = await start(['--backend', 'simulator second', 'unix://a.sock'])
      const { code, stderr } = await first.stop()
      expect(code).to.equal(0)
      expect(stderr).to.include('warning: another file has taken the place of unix://a.sock: it is left alone\n')
      const listed = await call({ socketPath: at('a.sock'), port: undefined }, 'GET /containers/json')
      expect(listed.text).to.include('/second')
      expect((await second.stop()).code).to.equal(0)
      expect(await readdir(folder.path)).to.deep.equal([])
    })

    it('wherever a file that is none of theirs is by now', async () => {
      const swarmd = await start(['unix://a.sock', 'unix://b.sock'])
      await unlink(at('a.sock'))
      await unlink(at('b.sock'))
      await writeFile(at('b.sock'), 'precious')
      expect((await swarmd.stop()).code).to.equal(0)
      expect(await readdir(folder.path)).to.deep.equal(['b.sock'])
      expect(await readFile(at('b.sock'), 'utf8')).to.equal('precious')
    })
  })

  describe('are for owner and group', () => {
    /** Looks at every file of the folder until it is stopped: which modes and groups were seen of which names. */
    function watch(): { stop(): Promise<{ readonly looks: number; readonly seen: readonly string[] }> } {
      const source = `
        const { parentPort, workerData: { folder, stop } } = require('node:worker_threads')
        const { lstatSync, readdirSync } = require('node:fs')
        const seen = new Set()
        let looks = 0
        for (let last = false; !last; looks++) {
          last = Atomics.load(stop, 0) === 1
          for (const name of readdirSync(folder)) {
            const found = lstatSync(folder + '/' + name, { throwIfNoEntry: false })
            if (found !== undefined) seen.add([name.slice(0, 6), (found.mode & 0o7777).toString(8), found.gid].join(' '))
          }
        }
        parentPort.postMessage({ looks, seen: [...seen] })`
      const stop = new Int32Array(new SharedArrayBuffer(4))
      const worker = new Worker(source, { eval: true, workerData: { folder: folder.path, stop } })
      const told = new Promise<{ readonly looks: number; readonly seen: readonly string[] }>((resolve, reject) => {
        worker.once('message', resolve).once('error', reject)
      })
      return {
        stop: () => {
          Atomics.store(stop, 0, 1)
          return told
        },
      }
    }

    for (const [asked, mode] of [
      [[], '660'],
      [['--socket-mode', '0600'], '600'],
      [['--socket-mode=606'], '606'],
    ] as const) {
      it(`and have mode ${mode} from the first moment on, under umask 000 (row 18)`, async () => {
        const watched = watch()
        const through = ['sh', '-c', 'umask 000 && exec "$@"', 'sh']
        await start([...asked, 'unix://a.sock'], { through })
        expect(await modeOf('a.sock')).to.equal(mode)
        const { looks, seen } = await watched.stop()
        expect(looks).to.be.greaterThan(1000)
        expect(seen).to.include(`a.sock ${mode} ${ownGid}`)
        // Under its first name it is the owner's alone; others' bits come last of all.
        const before = seen.filter((one) => one !== `a.sock ${mode} ${ownGid}`)
        for (const one of before) expect(one).to.match(new RegExp(`^\\.a\\.soc (700|${mode}) `))
      })
    }

    it('and a mode for everybody is said at the start', async () => {
      const swarmd = await start(['--socket-mode', '0666', 'unix://a.sock'])
      expect(swarmd.stderr()).to.include(
        'warning: everybody on this machine may connect to unix://a.sock: its mode is 0666\n',
      )
    })

    it('and a mode that is none is a usage error', async () => {
      for (const mode of ['999', '66', '07777', 'rw-rw----', '']) {
        const { code, stderr } = await runSwarmd(['--socket-mode', mode, 'unix://a.sock'], { cwd: folder.path })
        expect(code, stderr).to.equal(2)
        expect(stderr).to.match(/^swarmd: --socket-mode (takes the mode of a file|needs a value)/)
      }
      expect(await readdir(folder.path)).to.deep.equal([])
    })
  })

  describe('belong to a group', () => {
    const docker_ = gidOf('docker')

    describeNeeding(
      docker_ === undefined || !isRoot ? 'no group docker here, or not root' : undefined,
      'docker',
      () => {
        it('without being asked', async () => {
          const swarmd = await startSwarmd(['unix://a.sock'], { cwd: folder.path })
          running.push(swarmd)
          expect((await lstat(at('a.sock'))).gid).to.equal(docker_)
          expect(swarmd.stderr()).to.not.include('warning')
        })
      },
    )

    const absent =
      docker_ === undefined || (isRoot && findProgram('unshare') !== undefined)
        ? undefined
        : 'there is a group docker, and only root (with unshare) can hide it'
    describeNeeding(absent, 'the own one of the user', () => {
      it('with a warning where there is no group docker (row 19)', async () => {
        await mkdir(at('etc'))
        await writeFile(at('etc/group'), groups.replace(/^docker:.*\n/m, ''))
        const through = docker_ === undefined ? [] : withGroups(at('etc/group'))
        const swarmd = await startSwarmd(['unix://a.sock'], { cwd: folder.path, through })
        running.push(swarmd)
        expect((await lstat(at('a.sock'))).gid).to.equal(ownGid)
        expect(swarmd.stderr()).to.include(
          `swarmd: warning: there is no group "docker": unix://a.sock belongs to this user's own (${ownGid}) instead\n`,
        )
        expect(await answers(at('a.sock'))).to.equal('OK')
      })
    })

    const member = !isRoot && docker_ !== undefined && process.getgroups?.().includes(docker_) === true
    const forbidden =
      dropMissing() ??
      (docker_ === undefined ? 'there is no group docker' : member ? 'this user is in the group docker' : undefined)
    describeNeeding(forbidden, 'the own one of the user', () => {
      it('with a warning where it may not give it to docker; an error where it was asked to', async () => {
        const swarmd = await startSwarmd(['unix://a.sock'], { cwd: folder.path, through: withoutRights })
        running.push(swarmd)
        expect((await lstat(at('a.sock'))).gid).to.equal(ownGid)
        expect(swarmd.stderr()).to.include(
          `warning: this user may not give a socket to the group "docker": unix://a.sock belongs to this user's own`,
        )
        const stderr = await refused(['--socket-group', 'docker', 'unix://b.sock'], { through: withoutRights })
        expect(stderr).to.include(
          'swarmd: cannot listen on unix://b.sock: this user may not give a socket to the group "docker"\n',
        )
      })
    })

    it('that is named, by name or number; by flag or config', async () => {
      const root = isRoot ? ['daemon', String(gidOf('daemon'))] : [String(ownGid), String(ownGid)]
      await start(['--socket-group', root[0]!, 'unix://a.sock'])
      expect((await lstat(at('a.sock'))).gid).to.equal(Number(root[1]))
      await start(['--socket-group', root[1]!, 'unix://b.sock'])
      expect((await lstat(at('b.sock'))).gid).to.equal(Number(root[1]))
      await writeFile(at('.swarmdrc'), `socket-group: "${root[1]}"\nsocket-mode: '0600'\nlisten: unix://c.sock`)
      running.push(await startSwarmd([], { cwd: folder.path }))
      expect((await lstat(at('c.sock'))).gid).to.equal(Number(root[1]))
      expect(await modeOf('c.sock')).to.equal('600')
    })

    it('that has to be there when it is named', async () => {
      for (const name of ['no-such-group', '-x', 'root:x', '4294967295']) {
        expect(await refused([`--socket-group=${name}`, 'unix://a.sock'])).to.include(
          `swarmd: cannot listen on unix://a.sock: there is no group "${name}"\n`,
        )
      }
    })

    describeNeeding(dockerMissing(), 'whose members', () => {
      it('may connect with the docker CLI', async () => {
        await start(['--backend', 'simulator web', 'unix://a.sock'])
        const { code, stdout } = await docker(`unix://${at('a.sock')}`, ['ps', '--format', '{{.Names}}'])
        expect([code, stdout]).to.deep.equal([0, 'web\n'])
      })
    })
  })
})
