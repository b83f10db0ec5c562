import { median, spread } from '../figures.js'
import { times } from '../turns.js'

// What swarmd with forward is held to, beside the others in the same run.

/** At least so many times the figure of another side. */
export function least(share, key, over) {
  return {
    text: `≥ ${share} × ${over}`,
    values: (all) => times(all, key, 'swarmd', over),
    fits: (ratio) => ratio >= share,
  }
}

/** At most so many times the figure of another side. */
export function most(share, key, over) {
  return {
    text: `≤ ${share} × ${over}`,
    values: (all) => times(all, key, 'swarmd', over),
    fits: (ratio) => ratio <= share,
  }
}

/** At most so much of something. */
export function within(limit, unit, key) {
  const values = ({ swarmd }) => (Array.isArray(swarmd) ? swarmd.map((figures) => figures[key]) : [])
  return { text: `≤ ${limit} ${unit}`, values, fits: (value) => value <= limit }
}

/**
 * The cells of a side: the goals, and whether each is reached by the median, with what it was in each round; both empty
 * but for swarmd alone.
 */
export function goalCells(goals, all, name) {
  if (name !== 'swarmd') return ['', '']
  const words = goals.map(({ values, fits }) => word(values(all), fits))
  return [goals.map(({ text }) => text).join(', '), words.join(', ')]
}

function word(values, fits) {
  if (values.length === 0 || values.some((value) => !Number.isFinite(value))) return 'not known'
  return `${fits(median(values)) ? 'yes' : 'NO'} (${spread(values)})`
}
