import { expect } from 'chai'
import fc from 'fast-check'
import type { EngineHandle, Job, OperationName } from 'libswarm-core'
import { ContainerAnswers } from '../dist/containers/answers.js'
import { containerHandlers } from '../dist/containers/handlers.js'
import { newContainer, planOf } from '../dist/containers/create.js'
import { create, exit, remove, rename, start } from '../dist/containers/transitions.js'
import { standardSettings } from '../dist/settings.js'
import { createState, type State } from '../dist/state.js'

const second = 1_000_000
const error = ((kind: string, sentence: string) => new Error(`${kind}: ${sentence}`)) as EngineHandle['error']

/** A state with a clock that a test sets. */
function stateAt(time: { now: number }): State {
  const clock = { now: () => ++time.now, at: () => () => undefined }
  const random = (length: number): Uint8Array => new Uint8Array(length)
  return createState({ clock, random, error, settings: standardSettings })
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
  const bytes = containerHandlers[operation](state, job as never)
  return Buffer.from(bytes).toString()
}

describe('a list or an inspect that is kept', () => {
  const name = fc.constantFrom('aa', 'bb', 'cc')
  const filters = encodeURIComponent(JSON.stringify({ status: ['running'] }))
  const action = fc.oneof(
    fc.record({
      do: fc.constantFrom('create', 'start', 'kill', 'remove', 'rename', 'inspect'),
      name,
    }),
    fc.record({ do: fc.constant('image'), name }),
    fc.record({
      do: fc.constant('wait'),
      name,
      length: fc.constantFrom(1, second / 2, second, 61 * second, 86400 * second),
    }),
    fc.record({
      do: fc.constant('list'),
      name,
      search: fc.constantFrom('', 'all=1', 'limit=2', 'all=1&size=1', `filters=${filters}`),
      version: fc.constantFrom('1.24', '1.41', '1.51'),
    }),
  )
  const plan = planOf({ Image: 'busybox' }, error)

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
          if (one.do === 'image') state.images.delete('sha256:none')
          if (one.do === 'create' && container === undefined) {
            const id = String(++ids).padStart(64, '0')
            containers.apply(create(newContainer(plan, id, one.name, state.clock.now())))
          }
          if (container !== undefined) change(state, one.do, container.id)
          const asked = 'search' in one ? one : { search: '', version: '1.41' }
          const answers = (): string[] => [
            ask(state, 'ContainerList', '', asked.search, asked.version),
            ...containers.all().map(({ id }) => ask(state, 'ContainerInspect', id, '', asked.version)),
          ]
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
      const handle = containerHandlers[operation] as (state: State, job: unknown) => unknown
      expect(handle(state, job)).to.equal(handle(state, job))
    }
  })
})

const alone = { networks: {}, ports: {}, events: [] }

/** Makes a step of a container that it can make. */
function change(state: State, doing: string, id: string): void {
  const { containers, clock } = state
  const container = containers.get(id)!
  const running = container.run.phase === 'running'
  if (doing === 'start' && !running) containers.apply(start(container, clock.now(), 1, alone))
  if (doing === 'kill' && running) containers.apply(exit(container, clock.now(), 137, alone))
  if (doing === 'remove') containers.apply(remove(container, clock.now()))
  if (doing === 'rename' && containers.named('dd') === undefined) {
    containers.apply(rename(container, clock.now(), 'dd'))
  }
}
