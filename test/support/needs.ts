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

/** Whether this is `npm test`, and no `npm test -- --all`. */
export const short = process.env['LIBSWARM_TEST_SHORT'] !== undefined

/** Whether this is `npm test -- --whole`: all that was recorded is held against a real engine, and what is counted by the thousand. */
export const whole = process.env['LIBSWARM_TEST_WHOLE'] !== undefined

/** Of cases that are alike: `npm test` takes every third, `npm test -- --all` all of them. */
export const someOf = <T>(cases: readonly T[]): readonly T[] => cases.filter((_, index) => !short || index % 3 === 0)

/**
 * A suite that takes long, or checks what was recorded and none of our code: `npm test` leaves it to `npm test -- --all`,
 * and says so in its closing lines.
 */
export function describeLong(missing: string | undefined, title: string, body: (this: Mocha.Suite) => void): void {
  if (!short) describeNeeding(missing, title, body)
}
