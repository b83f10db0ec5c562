import { median } from '../figures.js'
import { middle, times } from '../turns.js'

// What swarmd with forward is held to, beside the others in the same run.

/** At least so many times the figure of another side. */
export function least(share, key, over) {
  return {
    text: `≥ ${share} × ${over}`,
    value: (all) => median(times(all, key, 'swarmd', over)),
    fits: (ratio) => ratio >= share,
  }
}

/** At most so many times the figure of another side. */
export function most(share, key, over) {
  return {
    text: `≤ ${share} × ${over}`,
    value: (all) => median(times(all, key, 'swarmd', over)),
    fits: (ratio) => ratio <= share,
  }
}

/** At most so much of something. */
export function within(limit, unit, key) {
  return { text: `≤ ${limit} ${unit}`, value: (all) => middle(all.swarmd, key), fits: (value) => value <= limit }
}

/** The cells of a side: the goals, and whether each is reached, in one word; both empty but for swarmd alone. */
export function goalCells(goals, all, name) {
  if (name !== 'swarmd') return ['', '']
  const words = goals.map(({ value, fits }) => word(value(all), fits))
  return [goals.map(({ text }) => text).join(', '), words.join(', ')]
}

function word(value, fits) {
  if (value === undefined || Number.isNaN(value)) return 'not known'
  return fits(value) ? 'yes' : 'NO'
}
