const busyboxReasons: readonly (readonly [RegExp, string])[] = [
  [/^unmatched `\{/, 'unmatched {'],
  [/^unexpected `\}/, 'unexpected }'],
  [/^unknown command: `(.)/, 'unsupported command $1'],
  [/^unterminated/, "unmatched '/'"],
  [/^unexpected `,/, 'no address after comma'],
  [/^unknown option to/, 'bad option in substitution expression'],
]

/** What busybox says where GNU's sed has that reason. */
export function busyboxReason(reason: string): string {
  const found = busyboxReasons.find(([pattern]) => pattern.test(reason))
  return found === undefined ? reason : found[1].replace('$1', found[0].exec(reason)![1] ?? '')
}
