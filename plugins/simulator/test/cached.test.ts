import { expect } from 'chai'
import fc from 'fast-check'
import { swarmError, type Job, type OperationName } from 'libswarm-core'
import { ContainerAnswers } from '../dist/containers/answers.js'
import { addLocalImages } from '../dist/images/add-local.js'
import { connectNetwork, disconnectNetwork } from '../dist/networks/connect.js'
import { createNetwork } from '../dist/networks/create.js'
import { removeNetwork } from '../dist/networks/remove.js'
import { joinNetworks, leaveNetworks } from '../dist/networks/joining.js'
import { createVolume } from '../dist/volumes/create.js'
import { removeVolume } from '../dist/volumes/remove.js'
import { inspectAgain } from '../dist/containers/kept-inspect.js'
import { listContainers } from '../dist/containers/list.js'
import { destroy } from '../dist/containers/destroy.js'
import { newContainer, planOf } from '../dist/containers/create.js'
import { create, exit, pause, rename, start } from '../dist/containers/transitions.js'
import type { State } from '../dist/state.js'
import { refusal } from './seams.js'
import { newState } from './state.js'

const second = 1_000_000

const handlers = { ContainerList: listContainers, ContainerInspect: inspectAgain }

/** A state with a clock that a test sets. */
function stateAt(time: { now: number }): State {
  const clock = { now: () => ++time.now, at: () => () => undefined }
  const random = (length: number): Uint8Array => new Uint8Array(length)
  return newState({ clock, random })
}

function ask(
  state: State,
  operation: 'ContainerList' | 'ContainerInspect',
  id: string,
  search: string,
  version: string,
) {
  const query = Object.fromEntries(
    [...new URLSearchParams(search)].map(([key, value]) => [
      key,
      key === 'filters' ? (JSON.parse(value) as unknown) : key === 'limit' ? Number(value) : true,
    ]),
  )
  const job = { path: { id }, query, search, version } as unknown as Job<OperationName>
  const bytes = handlers[operation](state, job as never)
  return Buffer.from(bytes).toString()
}

const plan = planOf({ Image: 'busybox', Healthcheck: { Test: ['CMD', 'true'] } }, swarmError)

describe('a list or an inspect that is kept', () => {
  const name = fc.constantFrom('aa', 'bb', 'cc')
  const filters = [{ status: ['running'] }, { network: ['blue'] }, { ancestor: ['busybox'] }, { volume: ['data'] }].map(
    (one) => `all=1&filters=${encodeURIComponent(JSON.stringify(one))}`,
  )
  const action = fc.oneof(
    fc.record({
      do: fc.constantFrom('create', 'start', 'kill', 'pause', 'remove', 'rename', 'inspect', 'connect', 'disconnect'),
      name,
    }),
    fc.record({
      do: fc.constantFrom('pull', 'removeImage', 'network', 'removeNetwork', 'volume', 'removeVolume'),
      name,
    }),
    fc.record({
      do: fc.constant('wait'),
      name,
      length: fc.constantFrom(1, second / 2, second, 61 * second, 86400 * second),
    }),
    fc.record({
      do: fc.constant('list'),
      name,
      search: fc.constantFrom('', 'all=1', 'limit=2', 'all=1&size=1', ...filters),
      version: fc.constantFrom('1.24', '1.41', '1.51', '1.56'),
    }),
  )

  const mount = { Type: 'volume', Name: 'data', Destination: '/data' } as const

  it('is what would be made anew, after any changes and at any moment', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const time = { now: 1_795_000_000 * second }
        const state = stateAt(time)
        const { containers } = state
        let ids = 0
        for (const one of actions) {
          const container = containers.named(one.name)
          if (one.do === 'wait' && 'length' in one) time.now += one.length
          if (one.do in elsewhere) refusal(() => elsewhere[one.do as keyof typeof elsewhere](state))
          if (one.do === 'create' && container === undefined) {
            const id = String(++ids).padStart(64, '0')
            const made = newContainer(plan, id, one.name, state.clock.now())
            const imageId = state.images.named('busybox:latest')?.id ?? ''
            containers.apply(create({ ...made, imageId, mounts: [mount] }))
          }
          if (container !== undefined) change(state, one.do, container.id)
          const asked = 'search' in one ? one : { search: '', version: '1.41' }
          const answers = (): string[] => [
            ask(state, 'ContainerList', '', asked.search, asked.version),
            ...containers.all().map(({ id }) => ask(state, 'ContainerInspect', id, '', asked.version)),
          ]
          // Nothing is kept of a container that was removed.
          expect(state.answers.inspects.size.entries).to.be.at.most(containers.all().length)
          const now = time.now
          const kept = answers()
          time.now = now
          const anew = { ...state, answers: new ContainerAnswers() }
          expect(kept).to.deep.equal([
            ask(anew, 'ContainerList', '', asked.search, asked.version),
            ...containers.all().map(({ id }) => ask(anew, 'ContainerInspect', id, '', asked.version)),
          ])
        }
      }),
      { numRuns: 300 },
    )
  })

  it('is the same bytes again while nothing has changed', () => {
    const time = { now: 1_795_000_000 * second }
    const state = stateAt(time)
    state.containers.apply(create(newContainer(plan, 'a'.repeat(64), 'aa', state.clock.now())))
    const job = { path: { id: 'aa' }, query: {}, search: '', version: '1.41' } as unknown as Job<OperationName>
    for (const operation of ['ContainerList', 'ContainerInspect'] as const) {
      const handle = handlers[operation] as (state: State, job: unknown) => unknown
      expect(handle(state, job)).to.equal(handle(state, job))
    }
  })
})

describe('a list that is kept', () => {
  it('is told by the text of its query, which is not read again', () => {
    const time = { now: 1_795_000_000 * second }
    const state = stateAt(time)
    state.containers.apply(create(newContainer(plan, 'a'.repeat(64), 'aa', state.clock.now())))
    let reads = 0
    const asked = {
      search: 'all=1',
      version: '1.41',
      get query() {
        reads++
        return { all: true }
      },
    } as unknown as Job<'ContainerList'>
    const first = listContainers(state, asked)
    const before = reads
    expect(listContainers(state, asked)).to.equal(first)
    expect(reads).to.equal(before)
  })
})

const job = <O extends OperationName>(path: object, body: object = {}): Job<O> =>
  ({ path, query: {}, body }) as unknown as Job<O>

/** What happens to other things than containers. */
const elsewhere = {
  pull: (state: State) => addLocalImages(state, ['busybox']),
  removeImage: ({ images }: State) => images.delete(images.named('busybox:latest')?.id ?? ''),
  network: (state: State) => createNetwork(state, job({}, { Name: 'blue' })),
  removeNetwork: (state: State) => removeNetwork(state, job({ id: 'blue' })),
  volume: (state: State) => createVolume(state, job({}, { Name: 'data' })),
  removeVolume: (state: State) => removeVolume(state, job({ name: 'data' })),
}

/** Makes a step of a container that it can make. */
function change(state: State, doing: string, id: string): void {
  const { containers, clock } = state
  const container = containers.get(id)!
  const running = container.run.phase === 'running'
  const now = clock.now()
  const steps: Readonly<Record<string, () => void>> = {
    start: () => !running && containers.apply(start(container, now, 1, joinNetworks(state, container, now))),
    kill: () => running && containers.apply(exit(container, now, 137, leaveNetworks(state, container, now))),
    pause: () => running && containers.apply(pause(container, now)),
    remove: () => {
      leaveNetworks(state, container, now)
      destroy(state, container, false)
    },
    rename: () => containers.named('dd') === undefined && containers.apply(rename(container, now, 'dd')),
    connect: () => void connectNetwork(state, job({ id: 'blue' }, { Container: id })),
    disconnect: () => disconnectNetwork(state, job({ id: 'blue' }, { Container: id })),
  }
  // What cannot be is refused, and changes nothing.
  refusal(() => steps[doing]?.())
}
