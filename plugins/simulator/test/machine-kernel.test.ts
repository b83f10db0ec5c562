import { expect } from 'chai'
import { fromBytes } from '../dist/machine/byte-string.js'
import { Errno } from '../dist/machine/errno.js'
import type { Proc, Program } from '../dist/machine/kernel/proc.js'
import { newFiles, write } from './machine-files-support.js'
import { newKernel, run, start } from './machine-support.js'

/** Passes its input on. */
const cat: Program = async (proc) => {
  for (let chunk = await proc.read(0); chunk !== null; chunk = await proc.read(0)) await proc.write(1, chunk)
  return 0
}
const forEver: Program = async (proc) => {
  await proc.sleep(Infinity)
  return 0
}
const busy: Program = async (proc) => {
  for (;;) await proc.tick()
}

/** Forks children whose descriptors are joined by pipes; resolves to how each ended. */
async function pipeline(proc: Proc, ...programs: readonly Program[]): Promise<(number | undefined)[]> {
  let from = proc.dup(0)
  const pids = programs.map((program, at) => {
    const last = at === programs.length - 1
    const [next, to] = last ? [proc.dup(0), proc.dup(1)] : proc.pipe()
    const before = from
    const pid = proc.fork(async (child) => {
      child.dup2(before, 0)
      child.dup2(to, 1)
      for (const fd of [before, next, to]) child.close(fd)
      return program(child)
    })
    proc.close(before)
    proc.close(to)
    from = next
    return pid
  })
  proc.close(from)
  const codes: (number | undefined)[] = []
  for (const pid of pids) {
    const ended = await proc.wait(pid)
    codes.push(ended === undefined ? undefined : 'code' in ended ? ended.code : -ended.signal)
  }
  return codes
}

const code = (thrown: unknown): unknown => (thrown instanceof Errno ? thrown.code : thrown)

describe('the processes of a container', () => {
  it('exit with what their programs return, after all that they wrote', async () => {
    const { code, stdout, stderr } = await run(async (proc) => {
      await proc.write(1, 'out\n')
      await proc.write(2, 'err\n')
      return 3
    })
    expect({ code, stdout, stderr }).to.deep.equal({ code: 3, stdout: 'out\n', stderr: 'err\n' })
  })

  it('end as by a segmentation fault where a program of ours throws', async () => {
    expect((await run(() => Promise.reject(new Error('oops')))).code).to.equal(139)
    expect(
      (
        await run(() => {
          throw new Error('oops')
        })
      ).code,
    ).to.equal(139)
  })

  it('read what comes while they run, line by line', async () => {
    const ran = start(newKernel(), cat)
    await ran.input.write(Buffer.from('one\n'))
    while (ran.stdout() !== 'one\n') await new Promise(setImmediate)
    await ran.input.write(Buffer.from('two\n'))
    ran.input.release()
    expect(await ran.code).to.equal(0)
    expect(ran.stdout()).to.equal('one\ntwo\n')
  })

  it('are joined by pipes', async () => {
    const { code, stdout } = await run(
      async (proc) => {
        expect(await pipeline(proc, cat, cat, cat)).to.deep.equal([0, 0, 0])
        return 0
      },
      { stdin: 'x'.repeat(1_000_000) },
    )
    expect(code).to.equal(0)
    expect(stdout.length).to.equal(1_000_000)
  })

  it('are ended by SIGPIPE where nobody reads, and get EPIPE where they ignore it', async () => {
    const yes: Program = async (proc) => {
      for (;;) await proc.write(1, 'y\n'.repeat(1000))
    }
    const deaf: Program = async (proc) => {
      proc.handle(13, 'ignore')
      try {
        return await yes(proc)
      } catch (thrown) {
        return code(thrown) === 'EPIPE' ? 1 : 2
      }
    }
    const first: Program = async (proc) => {
      await proc.read(0, 10)
      return 0
    }
    const { code: exit } = await run(async (proc) => {
      expect(await pipeline(proc, yes, first)).to.deep.equal([-13, 0])
      expect(await pipeline(proc, deaf, first)).to.deep.equal([1, 0])
      return 0
    })
    expect(exit).to.equal(0)
  })

  it('leave what comes to the next reader where one is killed', async () => {
    const ran = start(newKernel(), async (proc) => {
      const pid = proc.fork(cat)
      await proc.sleep(1000)
      proc.kill(pid, 9)
      expect(await proc.wait(pid)).to.deep.equal({ pid, signal: 9 })
      await proc.write(1, 'next: ')
      return cat(proc)
    })
    while (ran.stdout() === '') await new Promise(setImmediate)
    await ran.input.write(Buffer.from('mine\n'))
    ran.input.release()
    await ran.code
    expect(ran.stdout()).to.equal('next: mine\n')
  })

  it('wait for their children, any or one, and know of no others', async () => {
    const { code: exit } = await run(async (proc) => {
      const slow = proc.fork(async (child) => {
        await child.sleep(2000)
        return 2
      })
      const quick = proc.fork(() => 1)
      expect(await proc.wait(-1)).to.deep.equal({ pid: quick, code: 1 })
      expect(proc.wait(slow, { noHang: true })).to.equal(undefined)
      expect(await proc.wait(slow)).to.deep.equal({ pid: slow, code: 2 })
      for (const pid of [-1, slow, 99]) expect(() => proc.wait(pid)).to.throw(Errno, 'No child processes')
      return 0
    })
    expect(exit).to.equal(0)
  })

  it('handle signals, stop and go on by them, and are killed in any loop', async () => {
    const { code: exit } = await run(async (proc) => {
      const heard: number[] = []
      const pid = proc.fork(async (child) => {
        child.handle(15, (signal) => heard.push(signal))
        return busy(child)
      })
      await proc.sleep(1000)
      proc.kill(pid, 15)
      proc.kill(pid, 19)
      proc.kill(pid, 15)
      await proc.sleep(1000)
      expect(heard).to.deep.equal([15])
      expect(proc.host.processes().find((process) => process.pid === pid)?.state).to.equal('T')
      proc.kill(pid, 18)
      expect(heard).to.deep.equal([15, 15])
      proc.kill(pid, 9)
      expect(await proc.wait(pid)).to.deep.equal({ pid, signal: 9 })
      expect(() => proc.kill(pid, 0)).to.throw(Errno, 'No such process')
      expect(() => proc.kill(1, 65)).to.throw(Errno, 'Invalid argument')
      return 0
    })
    expect(exit).to.equal(0)
  })

  it('all end with the first one, which signals from inside spare', async () => {
    const kernel = newKernel()
    const ends: number[] = []
    const ran = start(kernel, async (proc) => {
      const child = proc.fork(async (child) => {
        child.fork(forEver)
        child.kill(1, 9)
        child.kill(1, 15)
        await child.sleep(Infinity)
        return 0
      })
      await proc.sleep(1000)
      ends.push(child)
      return 7
    })
    expect(await ran.code).to.equal(7)
    expect(ends).to.deep.equal([2])
    expect(kernel.processes()).to.deep.equal([])
  })

  it('have their turns while others are busy, and so has the event loop', async () => {
    const kernel = newKernel()
    const ran = start(kernel, async (proc) => {
      for (let at = 0; at < 10; at++) proc.fork(busy)
      for (let waits = 0; waits < 3;) {
        const turn = proc.tick()
        if (turn !== undefined) waits++
        await turn
      }
      return 0
    })
    let turns = 0
    const count = (): void => {
      turns++
      if (kernel.processes().length > 0) setTimeout(count, 0)
    }
    count()
    expect(await ran.code).to.equal(0)
    expect(turns).to.be.greaterThan(2)
  })

  it('are all gone with the first one, whatever they were about to do', async () => {
    const kernel = newKernel({ mostProcesses: 50 })
    const bomb: Program = async (proc) => {
      for (;;) {
        await proc.tick()
        try {
          proc.fork(bomb)
        } catch (thrown) {
          if (!(thrown instanceof Errno)) throw thrown
        }
      }
    }
    const ran = start(kernel, async (proc) => {
      proc.fork(bomb)
      while (kernel.processes().length < 50) await proc.sleep(1000)
      return 0
    })
    await ran.code
    for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate)
    expect(kernel.processes()).to.deep.equal([])
  })

  it('wait while their container is frozen', async () => {
    const kernel = newKernel()
    const ran = start(kernel, cat)
    await ran.input.write(Buffer.from('a'))
    while (ran.stdout() === '') await new Promise(setImmediate)
    kernel.freeze()
    void ran.input.write(Buffer.from('b'))
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(ran.stdout()).to.equal('a')
    kernel.thaw()
    ran.input.release()
    await ran.code
    expect(ran.stdout()).to.equal('ab')
  })

  it('are no more than there may be', async () => {
    const { code: exit } = await run(
      (proc) => {
        proc.fork(forEver)
        proc.fork(forEver)
        expect(() => proc.fork(forEver)).to.throw(Errno, 'Resource temporarily unavailable')
        return 0
      },
      { mostProcesses: 3 },
    )
    expect(exit).to.equal(0)
  })

  it('share an open file with those who duplicated it, and write where another has left off', async () => {
    const files = newFiles()
    const { code: exit } = await run(
      async (proc) => {
        const fd = await proc.open('/log', { write: true, create: true })
        const pid = proc.fork(async (child) => {
          await child.write(fd, 'child\n')
          return 0
        })
        await proc.wait(pid)
        const other = proc.dup(fd)
        proc.close(fd)
        await proc.write(other, 'parent\n')
        expect(() => proc.write(fd, 'x')).to.throw(Errno, 'Bad file descriptor')
        return 0
      },
      { files },
    )
    expect(exit).to.equal(0)
    expect(fromBytes(files.readFile('/log', { uid: 0, gid: 0, groups: [], umask: 0, cwd: '/' }))).to.equal(
      'child\nparent\n',
    )
  })

  it('meet at a fifo', async () => {
    const { stdout } = await run(async (proc) => {
      proc.host.files.makeFifo('/meet', 0o600, proc.caller)
      const pid = proc.fork(async (child) => {
        const fd = await child.open('/meet', { write: true })
        await child.write(fd, 'through\n')
        return 0
      })
      const fd = await proc.open('/meet', { read: true })
      for (let chunk = await proc.read(fd); chunk !== null; chunk = await proc.read(fd)) await proc.write(1, chunk)
      await proc.wait(pid)
      return 0
    })
    expect(stdout).to.equal('through\n')
  })

  it('run other programs, with the descriptors that they are given', async () => {
    const files = newFiles()
    write(files, '/cat', 'cat')
    const { code: exit, stdout } = await run(
      async (proc) => {
        const [reader, writer] = proc.pipe()
        const secret = proc.dup(1, 10)
        proc.closeOnExec(secret)
        const pid = proc.spawn('/cat', ['cat', 'x'], { env: new Map([['A', 'b']]), descriptors: new Map([[0, reader], [1, 1], [10, secret]]) }) // prettier-ignore
        proc.close(reader)
        await proc.write(writer, 'to it\n')
        proc.close(writer)
        expect(await proc.wait(pid)).to.deep.equal({ pid, code: 5 })
        expect(() => proc.spawn('/none', ['none'])).to.throw(Errno, 'No such file or directory')
        return proc.exec('/cat', ['cat', 'y'], new Map())
      },
      {
        files,
        stdin: 'own\n',
        load: (path, argv, caller) => {
          files.readFile(path, caller)
          const program: Program = async (proc) => {
            await proc.write(1, `${proc.argv.join(' ')} ${[...proc.env].join(' ')}\n`)
            await cat(proc)
            return proc.file(10) === undefined ? 4 : 5
          }
          return { program, argv, flavor: 'gnu' }
        },
      },
    )
    expect(stdout).to.equal('cat x A,b\nto it\ncat y \nown\n')
    expect(exit).to.equal(4)
  })
})
