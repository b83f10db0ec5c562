/**
 * A suite that needs something the machine may not have. Without it the suite is skipped, and its reason is in its
 * title: the closing lines of a test run list it.
 *
 * @param missing what is missing, as a sentence; undefined when all is there
 */
export function describeNeeding(missing: string | undefined, title: string, body: (this: Mocha.Suite) => void): void {
  if (missing === undefined) describe(title, body)
  else describe.skip(`${title} [skipped: ${missing}]`, body)
}
