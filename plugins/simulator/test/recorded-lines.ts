import { readFileSync } from 'node:fs'
import type { Outcome } from './run-line.js'

/** What programs of one flavor did, by their names, and the files that they found. */
export interface RecordedLines {
  readonly files: Readonly<Record<string, string>>
  readonly lines: Readonly<Record<string, readonly (Outcome & { readonly line: string })[]>>
}

/** What `npm run record -- NAME` has written, with the programs of the machine that it ran on. */
export const recordedLines = (name: string): RecordedLines =>
  JSON.parse(
    readFileSync(new URL(`../../../test/fixtures/recorded/${name}.json`, import.meta.url), 'utf8'),
  ) as RecordedLines

/** Of a wrong option the first line: what follows is the usage, which is no part of what is simulated. */
export const withoutUsage = (stderr: string): string =>
  stderr.replace(/^BusyBox v[^]*$/m, '').replace(/^(?:\n|\t)?[Uu]sage:[^]*$/m, '')
