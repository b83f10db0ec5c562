import { expect } from 'chai'
import type { Proc, Program } from '../dist/machine/kernel/proc.js'
import { Memory } from '../dist/machine/kernel/memory.js'
import { memoryUse } from '../dist/machine/memory-use.js'
import { Quota } from '../dist/machine/quota.js'
import { newKernel, start } from './machine-support.js'

const kilobyte = 1024

/** A process that has so many bytes, and stays. */
const keeping =
  (bytes: number): Program =>
  async (proc) => {
    proc.grow(bytes)
    await proc.sleep(Infinity)
    return 0
  }

const grow = async (proc: Proc): Promise<number> => {
  for (;;) {
    proc.grow(kilobyte)
    await proc.tick()
  }
}

describe('the memory of a container', () => {
  const setting = (memory: number) => {
    let ended = 0
    const kernel = newKernel({ memory, onOutOfMemory: () => ended++ })
    return { kernel, ended: () => ended }
  }

  it('is the end of the process that asks for too much, and is there again then', async () => {
    const { kernel, ended } = setting(100 * kilobyte)
    const ran = start(kernel, async (proc) => {
      const pid = proc.fork(grow)
      expect(await proc.wait(pid)).to.deep.equal({ pid, signal: 9 })
      return 0
    })
    expect(await ran.code).to.equal(0)
    expect([ended(), kernel.memory.used]).to.deep.equal([1, 0])
  })

  it('is the end of the one that keeps most, whoever asks', async () => {
    const { kernel, ended } = setting(100 * kilobyte)
    const ran = start(kernel, async (proc) => {
      const pid = proc.fork(keeping(60 * kilobyte))
      proc.fork(keeping(10 * kilobyte))
      await proc.sleep(1000)
      proc.grow(20 * kilobyte)
      expect(await proc.wait(-1)).to.deep.equal({ pid, signal: 9 })
      return kernel.size
    })
    expect(await ran.code).to.equal(2)
    expect(ended()).to.equal(1)
  })

  it('is the end of all of them with the first one', async () => {
    const { kernel } = setting(100 * kilobyte)
    const ran = start(kernel, (proc) => {
      proc.fork(keeping(kilobyte))
      return grow(proc)
    })
    expect(await ran.code).to.equal(137)
    expect([kernel.size, kernel.memory.used]).to.deep.equal([0, 0])
  })

  it('is what a process takes by itself, and nothing of one that has ended', async () => {
    const { kernel } = setting(100 * kilobyte)
    const ran = start(kernel, async (proc) => {
      const alone = kernel.memory.used
      expect(alone).to.be.greaterThan(0)
      await proc.wait(proc.fork(() => 0))
      expect(kernel.memory.used).to.equal(alone)
      await proc.wait(
        proc.fork((child) => {
          child.kill(child.pid, 9)
          child.grow(kilobyte)
          return 0
        }),
      )
      expect(kernel.memory.used).to.equal(alone)
      return 0
    })
    expect(await ran.code).to.equal(0)
  })

  it('is what waits in pipes, until it was read or nobody can', async () => {
    const { kernel } = setting(1000 * kilobyte)
    const ran = start(kernel, async (proc) => {
      const alone = kernel.memory.used
      const [read, write] = proc.pipe()
      const inPipe = () => kernel.memory.used - alone
      for (let byte = 0; byte < 3000; byte++) await proc.write(write, 'x')
      expect(inPipe()).to.be.within(3000, 4000)
      expect(await proc.read(read, 100)).to.have.length(100)
      await proc.write(write, 'y'.repeat(30_000))
      expect(inPipe()).to.be.within(32_900, 35_000)
      proc.close(write)
      let got = ''
      for (let chunk = await proc.read(read); chunk !== null; chunk = await proc.read(read)) {
        got += Buffer.from(chunk).toString()
      }
      expect(got).to.equal('x'.repeat(2900) + 'y'.repeat(30_000))
      expect(inPipe()).to.equal(0)
      const [other, end] = proc.pipe()
      await proc.write(end, 'z'.repeat(5000))
      expect(inPipe()).to.equal(5000)
      proc.close(other)
      expect(inPipe()).to.equal(0)
      return 0
    })
    expect([ran.stderr(), await ran.code]).to.deep.equal(['', 0])
  })

  it('ends who fills pipes that nobody reads', async () => {
    const { kernel, ended } = setting(2000 * kilobyte)
    const ran = start(kernel, async (proc) => {
      const pid = proc.fork(async (child) => {
        for (;;) await child.write(child.pipe()[1], new Uint8Array(60_000))
      })
      expect(await proc.wait(pid)).to.deep.equal({ pid, signal: 9 })
      return 0
    })
    expect(await ran.code).to.equal(0)
    expect([ended(), kernel.memory.used]).to.deep.equal([1, 0])
  })

  it('tells who writes that his write was the end of who reads', async () => {
    const { kernel } = setting(200 * kilobyte)
    const ran = start(kernel, async (proc) => {
      const [out, into] = proc.pipe()
      const reader = proc.fork(keeping(130 * kilobyte))
      proc.close(out)
      const writer = proc.fork(async (child) => {
        await child.sleep(1000)
        for (;;) await child.write(into, new Uint8Array(65 * kilobyte))
      })
      proc.close(into)
      expect(await proc.wait(reader)).to.deep.equal({ pid: reader, signal: 9 })
      expect(await proc.wait(writer)).to.deep.equal({ pid: writer, signal: 13 })
      return 0
    })
    expect(await ran.code).to.equal(0)
  })

  it('ends at once what is above a limit that was made less', async () => {
    const { kernel, ended } = setting(1000 * kilobyte)
    const ran = start(kernel, async (proc) => {
      const pid = proc.fork(keeping(300 * kilobyte))
      await proc.sleep(1000)
      kernel.memory.limit = 200 * kilobyte
      expect(await proc.wait(pid)).to.deep.equal({ pid, signal: 9 })
      return 0
    })
    expect([await ran.code, ended()]).to.deep.equal([0, 1])
  })

  it('has files in it that grow as far as there is some, and is the end of who wants more', async () => {
    const { kernel, ended } = setting(100 * kilobyte)
    const files = new Quota(Infinity, kernel.memory)
    const small = new Quota(10, kernel.memory)
    const ran = start(kernel, async (proc) => {
      small.take(10)
      small.lack()
      files.take(files.left)
      expect([kernel.memory.used, ended()]).to.deep.equal([100 * kilobyte, 0])
      files.lack()
      await proc.tick()
      return 0
    })
    expect([await ran.code, ended(), kernel.size]).to.deep.equal([137, 1, 0])
    files.detach()
    small.detach()
    expect(kernel.memory.used).to.equal(0)
  })

  it('is more than there is where nothing runs', () => {
    const memory = new Memory(10)
    memory.take(20)
    memory.lack()
    expect([memory.used, memory.left]).to.deep.equal([20, 0])
  })
})

describe('what a container shows of its memory', () => {
  const counted = { taken: 5000, files: 1000, areCounted: true, processes: 2, limit: 2 ** 26 }
  const use = { programs: 4000 + 2 * 409_600, files: 1000 }
  const cases: readonly (readonly [string, Partial<typeof counted>, object])[] = [
    ['is what its programs have, and its files in memory', {}, use],
    ['has files that are no part of it besides', { areCounted: false }, { ...use, programs: use.programs + 1000 }],
    ['is never more than its limit', { limit: 100_000 }, { programs: 99_000, files: 1000 }],
    ['is never more than its limit, all of it files', { limit: 500 }, { programs: 0, files: 500 }],
  ]
  for (const [name, change, shown] of cases) {
    it(name, () => expect(memoryUse({ ...counted, ...change })).to.deep.equal(shown))
  }
})
