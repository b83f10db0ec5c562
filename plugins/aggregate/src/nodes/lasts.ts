import { agoOf } from './ago.js'
import type { Nearly } from './engine-clock.js'
import type { Moments } from './moments.js'

/** Texts that stay as long as nothing happens to the container. */
const timeless = new Set(['', 'Created', 'Dead'])

const up = /^Up (.+?)(?: \([^()]*\))?$/
const exited = /^Exited \(-?\d+\) (.+) ago$/

/** What is lost of moments that are read, in ms, and of the time from an engine's look at its clock to its text. */
const blurred = 500

/**
 * For how many ms from now on the text of a container is what its engine would write (moby `container/state.go`,
 * `State.String`); 0 where that is not sure, as for words that it does not write.
 */
export function lasts(
  { Id, Status }: { readonly Id: string; readonly Status: string },
  { now, off }: Nearly,
  moments: Pick<Moments, 'get'>,
): number {
  if (timeless.has(Status)) return Infinity
  const [[, lasted], [, passed]] = [up.exec(Status) ?? [], exited.exec(Status) ?? []]
  const words = lasted ?? passed
  const moment = words === undefined ? undefined : moments.get(Id)
  if (moment === undefined) return 0
  const since = lasted === undefined ? moment.finished : moment.started
  const margin = off + blurred
  const [least, most] = [now - margin - since, now + margin - since].map((length) => agoOf(length / 1000))
  return least!.words === words && most!.words === words ? since + least!.until * 1000 - now - margin : 0
}
