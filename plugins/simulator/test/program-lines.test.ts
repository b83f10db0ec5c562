import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { runLine, type Outcome } from './run-line.js'

interface Fixture {
  readonly files: Readonly<Record<string, string>>
  readonly lines: Readonly<Record<string, readonly (Outcome & { readonly line: string })[]>>
}

// `npm run record -- lines-busybox lines-gnu` writes them, with the programs of the machine that it runs on.
const fixture = (name: string): Fixture =>
  JSON.parse(readFileSync(new URL(`../../../test/fixtures/recorded/${name}.json`, import.meta.url), 'utf8')) as Fixture

/** Of a wrong option the first line: what follows is the usage, which is no part of what is simulated. */
const withoutUsage = (stderr: string): string =>
  stderr.replace(/\nBusyBox v[^]*$/, '\n').replace(/^BusyBox v[^]*$|^(?:U|\tu)sage:[^]*$|^Try [`'].*\n/m, '')

for (const flavor of ['busybox', 'gnu'] as const) {
  describe(`programs about text as ${flavor} has them`, () => {
    const { files, lines } = fixture(`lines-${flavor}`)
    for (const [program, recorded] of Object.entries(lines)) {
      it(`do what was recorded of ${program}`, async () => {
        const wanted = recorded.map((line) => ({ ...line, stderr: withoutUsage(line.stderr) }))
        const got = []
        for (const { line } of recorded) {
          const outcome = await runLine(line, { flavor, files })
          got.push({ line, ...outcome, stderr: withoutUsage(outcome.stderr) })
        }
        expect(
          got.filter((one, index) => JSON.stringify(one) !== JSON.stringify(wanted[index])).map(({ line }) => line),
        ).to.eql([])
        expect(got).to.eql(wanted)
      })
    }
  })
}
