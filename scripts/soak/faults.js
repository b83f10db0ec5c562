// Faults as they are drawn by lot. `calm` ones change no answer; others may break it off, or make another one of it.

/** Faults that no client may notice but by the time that it takes. */
export function calmFaults(dice) {
  return dice.weighed([
    [3, () => both({ delay: dice.integer(1, 40) })],
    [2, () => both({ slice: { bytes: dice.integer(1, 40), every: 0 } })],
    // The longest echo takes some 3 s so, and has ten times as long.
    [1, () => both({ slice: { bytes: dice.integer(300, 3000), every: dice.integer(1, 3) } })],
    [2, () => both({ rate: dice.integer(50_000, 500_000) })],
  ])()
}

/** Faults that end connections. */
export function breakingFaults(dice) {
  const how = dice.pick(['cut', 'reset', 'halfClose'])
  const heading = dice.pick(['toServer', 'toClient'])
  return { [heading]: { [how]: dice.chance(0.5) ? dice.integer(0, 300) : dice.integer(0, 20_000) } }
}

/** Faults that change bytes. */
export function corruptingFaults(dice, headings = ['toServer', 'toClient']) {
  const corrupt = dice.chance(0.5)
    ? { at: dice.integer(0, 400) }
    : { probability: dice.pick([0.001, 0.01, 0.2]), seed: dice.word() }
  return { [dice.pick(headings)]: { corrupt } }
}

function both(faults) {
  return { toServer: faults, toClient: faults }
}
