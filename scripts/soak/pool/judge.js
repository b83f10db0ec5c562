// What may come of a call that has to do with an engine to which something happens.
const gone = ['unavailable', 'broken']

/**
 * What came of a call under a load: `right`; `broken` as what happened to an engine explains it; `wrong`. A call about one
 * engine has nothing to do with what happens to others.
 *
 * @param outcome of the load, with `at` as `performance.now()` tells it
 * @param spells what happened, as `Weather` has it
 */
export function judge({ operation, engine, kind, at, took }, spells) {
  if (kind === 'right') return 'right'
  const meanwhile = spells.filter(
    (spell) => (engine === undefined || engine === spell.engine) && spell.from <= at + took && at <= spell.until,
  )
  if (meanwhile.length === 0) return 'wrong'
  if (operation === 'ps') return kind === 'partial' ? 'broken' : 'wrong'
  const explained = meanwhile.some(({ loses }) => loses) ? [...gone, 'missing'] : gone
  return explained.includes(kind) ? 'broken' : 'wrong'
}

/** What the engines' own lists say that must not be, in words. */
export function wrongsOf({ lost, duplicated, undead, acknowledged }) {
  const wrongs = Object.entries({ lost, 'there twice': duplicated, 'there again': undead })
    .filter(([, requests]) => requests.length > 0)
    .map(([what, requests]) => `${requests.length} that were acknowledged are ${what}: ${requests.join(', ')}`)
  return acknowledged === 0 ? [...wrongs, 'nothing was acknowledged'] : wrongs
}
