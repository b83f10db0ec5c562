import { expect } from 'chai'
import { Engine, silent, swarmError } from 'libswarm-core'
import { containerStats } from '../dist/containers/stats.js'
import { addStartingContainers } from '../dist/containers/starting.js'
import { standardSettings } from '../dist/settings.js'
import { createState } from '../dist/state.js'
import { seededRandom } from '../dist/world.js'
import { ManualClock } from './manual-clock.js'

describe('the stats of an engine with a seed', () => {
  const sampled = async (seed: string, seconds: number): Promise<unknown> => {
    const clock = new ManualClock()
    const state = createState({ clock, random: seededRandom(seed), error: swarmError, settings: standardSettings })
    addStartingContainers(state, ['web', 'db'])
    await clock.advance(seconds)
    const engine = new Engine({ name: 'simulator', log: silent })
    engine.register('ContainerStats', (job) => containerStats(state, job))
    const ask = (id: string) => engine.run({ operation: 'ContainerStats', path: { id }, query: { stream: false } })
    return Promise.all([(await ask('web')).json(), (await ask('db')).json()])
  }

  it('are the same at the same moment, and move on with time', async () => {
    expect(await sampled('1', 60)).to.deep.equal(await sampled('1', 60))
    expect(await sampled('1', 61)).not.to.deep.equal(await sampled('1', 60))
  })
})
