import { expect } from 'chai'
import { CpuTime } from '../dist/machine/kernel/cpu-time.js'

const second = 1_000_000

describe('the CPU time of a container', () => {
  it('is known in all, and until a moment ago', () => {
    const cpu = new CpuTime()
    expect([cpu.total, cpu.until(0)]).to.deep.equal([0, 0])
    for (let at = 0; at < 10 * second; at += second / 10) cpu.add(1000, at)
    expect(cpu.total).to.equal(100_000)
    expect([cpu.until(10 * second), cpu.until(9 * second), cpu.until(7.5 * second)]).to.deep.equal([
      100_000, 90_000, 75_000,
    ])
    cpu.add(500, 9 * second)
    expect([cpu.until(9 * second), cpu.until(9.1 * second)]).to.deep.equal([90_000, 91_500])
  })

  it('is all that was used long ago', () => {
    const cpu = new CpuTime()
    cpu.add(1000, 0)
    cpu.add(200, 100 * second)
    expect([cpu.until(99 * second), cpu.total]).to.deep.equal([1000, 1200])
  })
})
