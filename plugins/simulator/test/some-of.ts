/** Of cases that are alike: `npm test` takes every third, `npm test -- --all` all of them. */
export const someOf = <T>(cases: readonly T[]): readonly T[] =>
  cases.filter((_, index) => process.env['LIBSWARM_TEST_SHORT'] === undefined || index % 3 === 0)
