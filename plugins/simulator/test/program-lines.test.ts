import { expect } from 'chai'
import { recordedLines, withoutUsage } from './recorded-lines.js'
import { runLine } from './run-line.js'
import { someOf } from './some-of.js'

/** Without where to look for help, too, which not all of these say. */
const complaint = (stderr: string): string => withoutUsage(stderr).replace(/^Try [`'].*\n/m, '')

for (const flavor of ['busybox', 'gnu'] as const) {
  describe(`programs about text as ${flavor} has them`, () => {
    const { files, lines } = recordedLines(`lines-${flavor}`)
    for (const [program, recorded] of someOf(Object.entries(lines))) {
      it(`do what was recorded of ${program}`, async () => {
        const wanted = recorded.map((line) => ({ ...line, stderr: complaint(line.stderr) }))
        const got = []
        for (const { line } of recorded) {
          const outcome = await runLine(line, { flavor, files })
          got.push({ line, ...outcome, stderr: complaint(outcome.stderr) })
        }
        expect(
          got.filter((one, index) => JSON.stringify(one) !== JSON.stringify(wanted[index])).map(({ line }) => line),
        ).to.eql([])
        expect(got).to.eql(wanted)
      })
    }
  })
}
