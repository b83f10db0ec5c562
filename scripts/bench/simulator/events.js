import { median } from '../figures.js'
import { eventToAll } from '../measures.js'
import { besideReal, rateHead, rateRows } from './sides.js'

export const events = {
  name: 'events',
  title: 'An event to all who listen',
  head: rateHead,
  async measure(given) {
    const { listeners, events: times } = given.sizes
    const all = await besideReal(given, async ({ socketPath }) => {
      return { rate: 1000 / median(await eventToAll(socketPath, listeners, times)) }
    })
    return rateRows(`to ${listeners} listeners`, all)
  },
}
