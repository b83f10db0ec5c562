import { expect } from 'chai'
import { Log, longestLog } from '../dist/processes/log.js'

function lines(log: Log): string[] {
  const numbers = Array.from({ length: log.end - log.first }, (_, index) => log.first + index)
  return numbers.map((number) => `${log.line(number)!.name} ${Buffer.from(log.line(number)!.bytes).toString()}`)
}

describe('the log of a container', () => {
  it('holds whole lines; those that were begun end with the process', () => {
    const log = new Log(() => 1)
    for (const piece of ['a\nb', 'c\n', 'd']) log.write('stdout', Buffer.from(piece))
    log.write('stderr', Buffer.from('e\n'))
    expect(lines(log)).to.deep.equal(['stdout a\n', 'stdout bc\n', 'stderr e\n'])
    log.flush()
    expect(lines(log).at(-1)).to.equal('stdout d')
  })

  it('cuts a long line into pieces of 16 KiB', () => {
    const log = new Log(() => 1)
    log.write('stdout', Buffer.from(`${'x'.repeat(40_000)}\n`))
    expect(lines(log).map((line) => line.length - 'stdout '.length)).to.deep.equal([16_384, 16_384, 7233])
  })

  it('is bounded: the oldest lines go first', () => {
    const log = new Log(() => 1)
    const line = Buffer.from(`${'x'.repeat(4095)}\n`)
    const count = 5000
    for (let written = 0; written < count; written++) log.write('stdout', line)
    expect(log.end).to.equal(count)
    expect(log.first).to.equal(count - Math.floor(longestLog / (4096 + 64)))
    expect(log.line(log.first - 1)).to.equal(undefined)
    expect(log.line(log.first)!.bytes.length).to.equal(4096)
  })
})
