// More rests than this leave no time for load.
const mostRests = 40
const leastBetween = 4000

/** ms of load between two rests, in a run that lasts so many ms behind its warm-up. */
export function loadBetween(duration) {
  return Math.max(leastBetween, duration / mostRests)
}

/** Brings all clients to rest, looks at what is left of them, and lets them go on. */
export async function rest({ gate, clients, weather, watchers, world, stage, samples, tally }) {
  await gate.close()
  await weather.rest()
  for (const client of clients) client.hangUp()
  for (const watcher of watchers) for (const wrong of await watcher.settle()) tally.fail(wrong)
  // What `forward` keeps to be used again would be counted, as many as there happen to be.
  stage.between.breakOff('reset')
  for (const left of await world.sweep()) tally.fail(left)
  for (const watcher of watchers) for (const wrong of await watcher.ready()) tally.fail(wrong)
  await samples.sampleDescriptors()
  weather.goOn()
  gate.open()
}
