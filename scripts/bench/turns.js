import { median, spread } from './figures.js'

// Sides that are measured in turn, so that what else the machine does weighs on all alike, and what is made of it.

/**
 * Measures each side once a round, after a round that is not counted. Resolves to the figures of each, or to the error of
 * one that failed, which is not asked again.
 *
 * @param measure is given a side, and whether the round counts; resolves to figures by name
 */
export async function inTurn(sides, rounds, measure) {
  const all = Object.fromEntries(Object.keys(sides).map((name) => [name, []]))
  for (let round = -1; round < rounds; round++) {
    for (const [name, side] of Object.entries(sides)) {
      if (all[name] instanceof Error) continue
      try {
        const figures = await measure(side, round >= 0)
        if (round >= 0) all[name].push(figures)
      } catch (thrown) {
        all[name] = thrown
      }
    }
  }
  return all
}

/** The median of a figure; NaN where there are none. */
export function middle(figures, key) {
  return Array.isArray(figures) ? median(figures.map((figure) => figure[key])) : NaN
}

/** How many times the figure of another side that of a side is, round by round; nothing where one has none. */
export function times(all, key, name, over) {
  const [own, others] = [all[name], all[over]]
  if (!Array.isArray(own) || !Array.isArray(others)) return []
  return own.map((figures, round) => figures[key] / others[round][key])
}

/** How much more the figure of a side is than that of another, round by round; nothing where one has none. */
export function differences(all, key, name, over) {
  const [own, others] = [all[name], all[over]]
  if (!Array.isArray(own) || !Array.isArray(others)) return []
  return own.map((figures, round) => figures[key] - others[round][key])
}

/** The median of such ratios, and their spread, as texts; empty beside itself. */
export function compared(all, key, name, over) {
  const ratios = name === over ? [] : times(all, key, name, over)
  return ratios.length === 0 ? ['', ''] : [median(ratios).toFixed(2), spread(ratios)]
}

/** A row for each side, as long as the head of the table: its name, behind titles, and its cells, or why it has none. */
export function rowsOf(head, titles, all, cells) {
  return Object.entries(all).map(([name, figures]) => {
    if (!(figures instanceof Error)) return [...titles, name, ...cells(name, figures)]
    const [reason] = figures.message.split('\n')
    const row = [...titles, name, `cannot: ${reason}`]
    return [...row, ...Array(head.length - row.length).fill('')]
  })
}
