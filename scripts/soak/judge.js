import { Broken, Wrong } from './wrong.js'

/**
 * What came of a call: `right`; `broken` as a fault on its way explains it; `wrong`.
 *
 * @param thrown what it has thrown, or undefined
 * @param began when it began
 */
export function judge(thrown, route, weather, began) {
  if (thrown === undefined) return 'right'
  if (mayBeCorrupted(route, weather, began)) return 'broken'
  const breaks = route.breaks === true || (route.through === 'forward' && weather.hasBroken(began))
  return breaks && (thrown instanceof Broken || isRefusal(thrown)) ? 'broken' : 'wrong'
}

/** Whether what a call has heard may be other than what was said. */
export function mayBeCorrupted(route, weather, began) {
  return route.corrupts === true || (route.through === 'forward' && weather.hasCorrupted(began))
}

/** Half of a request is refused, where a fault has made a half of it. */
function isRefusal(thrown) {
  return thrown instanceof Wrong && / 400 instead of /.test(thrown.message)
}
