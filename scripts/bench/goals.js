import { median, spread } from './figures.js'
import { differences, times } from './turns.js'

// What a side is held to, beside the others in the same run.

/** The goals of one side, by its name, and how they are shown. */
export function goalsOf(side) {
  return {
    /** At least so many times the figure of another side. */
    least: (share, key, over) => ({
      text: `≥ ${share} × ${over}`,
      values: (all) => times(all, key, side, over),
      fits: (ratio) => ratio >= share,
    }),
    /** At most so many times the figure of another side. */
    most: (share, key, over) => ({
      text: `≤ ${share} × ${over}`,
      values: (all) => times(all, key, side, over),
      fits: (ratio) => ratio <= share,
    }),
    /** At most so much of something. */
    within: (limit, unit, key) => ({
      text: `≤ ${limit} ${unit}`,
      values: (all) => valuesOf(all[side], key),
      fits: (value) => value <= limit,
    }),
    /** At most so much more of something than another side has in the same round. */
    beyond: (limit, unit, key, over) => ({
      text: `≤ ${limit} ${unit} beyond ${over}`,
      values: (all) => differences(all, key, side, over),
      fits: (value) => value <= limit,
    }),
    /** At most so much of something, in each round. */
    never: (limit, unit, key) => ({
      text: `≤ ${limit} ${unit}`,
      values: (all) => valuesOf(all[side], key),
      decisive: (values) => Math.max(...values),
      fits: (value) => value <= limit,
    }),
    /**
     * The cells of a side: the goals, and whether each is reached, by the median unless it is for each round, with what it
     * was in the rounds; both empty but for the side that has goals.
     */
    goalCells(goals, all, name) {
      if (name !== side) return ['', '']
      return [goals.map(({ text }) => text).join(', '), goals.map((goal) => word(goal, all)).join(', ')]
    },
  }
}

const valuesOf = (figures, key) => (Array.isArray(figures) ? figures.map((figure) => figure[key]) : [])

function word({ values, decisive = median, fits }, all) {
  const found = values(all)
  if (found.length === 0 || found.some((value) => !Number.isFinite(value))) return 'not known'
  return `${fits(decisive(found)) ? 'yes' : 'NO'} (${spread(found)})`
}
