import { expect } from 'chai'
import { PassThrough } from 'node:stream'
import { showOutput } from '../dist/backend/isolate/output.js'
import { noEnds, noteEnd, restartPolicy } from '../dist/backend/isolate/restarts.js'

/** The pauses that follow, when each start lasts for so many ms; undefined where it stays down. */
function pauses(...lasted: readonly number[]): readonly (number | undefined)[] {
  let [now, ends] = [0, noEnds]
  return lasted.map((time) => {
    const started = now
    now += time
    const noted = noteEnd(ends, started, now, restartPolicy)
    ends = noted.ends
    now += noted.pause ?? 0
    return noted.pause
  })
}

describe('restarts of a backend', () => {
  it('come after 1, 2, 4 … 60 s', () => {
    expect(pauses(...Array<number>(9).fill(20_000))).to.deep.equal([
      1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000,
    ])
  })

  it('end with the fifth end within 60 s', () => {
    expect(pauses(0, 0, 0, 0, 0)).to.deep.equal([1000, 2000, 4000, 8000, undefined])
    expect(pauses(10_000, 10_000, 10_000, 10_000, 10_000)).to.deep.equal([1000, 2000, 4000, 8000, undefined])
  })

  it('begin again with 1 s after a minute without an end', () => {
    expect(pauses(0, 0, 60_000, 0)).to.deep.equal([1000, 2000, 1000, 2000])
  })
})

describe('the output of a backend', () => {
  const shown = async (write: (output: PassThrough, clock: { now: number }) => void): Promise<readonly string[]> => {
    const output = new PassThrough()
    const lines: string[] = []
    const clock = { now: 0 }
    showOutput(
      output,
      (line) => lines.push(line),
      () => clock.now,
      { line: 8, rate: 4 },
    )
    write(output, clock)
    const closed = new Promise((resolve) => output.once('close', resolve))
    output.end()
    output.resume()
    await closed
    return lines
  }

  it('is shown a line at a time, the last one without its end too', async () => {
    expect(await shown((output) => ['a', 'b\nc\n\nd'].forEach((text) => output.write(text)))).to.deep.equal([
      'ab',
      'c',
      '',
      'd',
    ])
  })

  it('is cut where a line is too long (row 81)', async () => {
    expect(await shown((output) => ['12345', '6789', '0\nnext'].forEach((text) => output.write(text)))).to.deep.equal([
      '12345678… (2 more bytes)',
      'next',
    ])
  })

  it('is left out where it is too much, and says how much (row 81)', async () => {
    const lines = await shown((output, clock) => {
      output.on('data', () => (clock.now = 2000))
      output.write('1\n2\n3\n4\n5\n6\n')
      output.write('7\n')
    })
    expect(lines).to.deep.equal(['1', '2', '3', '4', '(2 more lines were not shown)', '7'])
  })
})
