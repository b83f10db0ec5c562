import { expect } from 'chai'
import { compose, type OperationName } from 'libswarm-core'
import { addLocalImages } from '../dist/images/add-local.js'
import { seededRandom } from '../dist/world.js'
import { ManualClock } from './manual-clock.js'
import { newState, serving } from './state.js'

type Call = readonly [operation: OperationName, path?: object, query?: object, body?: object]

const web = { Image: 'busybox', Cmd: ['sleep', '9'], HostConfig: { NetworkMode: 'blue' }, Volumes: { '/anon': {} } }

const calls: readonly Call[] = [
  ['NetworkCreate', {}, {}, { Name: 'blue' }],
  ['VolumeCreate', {}, {}, {}],
  ['ContainerCreate', {}, { name: 'web' }, web],
  ['ContainerCreate', {}, {}, { Image: 'busybox' }],
  ['ContainerStart', { id: 'web' }],
  ['ContainerExec', { id: 'web' }, {}, { Cmd: ['true'] }],
  ['ContainerInspect', { id: 'web' }],
  ['ContainerStats', { id: 'web' }, { stream: false }],
  ['ContainerTop', { id: 'web' }],
  ['ContainerList', {}, { all: true }],
  ['NetworkInspect', { id: 'blue' }],
  ['NetworkList'],
  ['VolumeList'],
  ['ImageList'],
  ['SystemDataUsage'],
]

/** All that an engine of a seed answers to the same calls at the same moments. */
async function answers(seed: string): Promise<string[]> {
  const state = newState({ clock: new ManualClock(), random: seededRandom(seed) })
  addLocalImages(state, ['busybox'])
  const engine = await compose([{ name: 'simulator', install: serving(state), simulated: true }])
  const all: string[] = []
  for (const [operation, path, query, body] of calls) {
    const reply = await engine.run({ operation, path, query, body })
    all.push(Buffer.from(await reply.bytes()).toString())
  }
  all.push(JSON.stringify(state.events.past(0, undefined)))
  await engine.close()
  return all
}

describe('a seed', () => {
  it('fixes ids, names, addresses, stats, and all else that is answered', async () => {
    const first = await answers('one')
    expect(await answers('one')).to.deep.equal(first)
    const other = await answers('another')
    const differ = calls.map(([operation], at) => (first[at] === other[at] ? undefined : operation))
    expect(differ.filter((operation) => operation !== undefined)).to.deep.equal([
      ...['NetworkCreate', 'VolumeCreate', 'ContainerCreate', 'ContainerCreate', 'ContainerExec', 'ContainerInspect'],
      ...['ContainerStats', 'ContainerList', 'NetworkInspect', 'NetworkList', 'VolumeList'],
    ])
  })
})
