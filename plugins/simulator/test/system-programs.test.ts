import { expect } from 'chai'
import { realClock } from '../dist/world.js'
import { recordedLines, withoutUsage } from './recorded-lines.js'
import { runLine } from './run-line.js'
import { someOf } from './some-of.js'

for (const flavor of ['busybox', 'gnu'] as const) {
  describe(`programs about files, processes and the system as ${flavor} has them`, () => {
    const { files, lines } = recordedLines(`system-lines-${flavor}`)
    for (const [program, recorded] of someOf(Object.entries(lines))) {
      it(`do what was recorded of ${program}`, async () => {
        for (const { line, ...wanted } of recorded) {
          const got = await runLine(line, { flavor, files, clock: realClock() })
          const plain = { ...got, stderr: withoutUsage(got.stderr) }
          expect({ line, ...plain }).to.eql({ line, ...wanted, stderr: withoutUsage(wanted.stderr) })
        }
      })
    }
  })
}
