import { request } from 'node:http'
import { until } from '../processes.js'
import { placeOf } from './load/ask.js'

/** An event of a container, as a client hears it. */
export interface Heard {
  readonly container: string
  readonly action: string
}

/** A client that listens to the events of an endpoint, on one stream. */
export interface Witness extends AsyncDisposable {
  readonly heard: readonly Heard[]
  /** Whether the stream has ended, or has never begun. */
  isOver(): boolean
  /** Waits until it has heard as many. Rejects when that takes longer than so many ms. */
  hears(count: number, limit: number): Promise<void>
  close(): Promise<void>
}

/** Listens to the containers that have a label (`key=value`). Resolves once the stream is there. */
export async function startWitness(endpoint: string, label: string): Promise<Witness> {
  const heard: Heard[] = []
  const filters = encodeURIComponent(JSON.stringify({ type: ['container'], label: [label] }))
  const sent = request({ ...placeOf(endpoint), path: `/events?filters=${filters}`, agent: false })
  let [isThere, isOver, rest] = [false, false, '']
  const over = () => (isOver = true)
  sent.on('error', over).on('close', over)
  sent.on('response', (response) => {
    isThere = response.statusCode === 200
    response.on('error', over).on('close', over)
    response.setEncoding('utf8').on('data', (more: string) => {
      const lines = (rest + more).split('\n')
      rest = lines.pop()!
      heard.push(...lines.filter((line) => line.trim() !== '').map(read))
    })
  })
  sent.end()
  await until('the events begin', () => isThere || isOver)
  if (!isThere) throw new Error('there is no stream of events')
  const close = async () => void sent.destroy()
  const hears = (count: number, limit: number) => until(`${count} events are heard`, () => heard.length >= count, limit)
  return { heard, isOver: () => isOver, hears, close, [Symbol.asyncDispose]: close }
}

/** How what was heard differs from what has happened. */
export interface Difference {
  /** How many were not heard, and how many once too often. */
  readonly missing: number
  readonly doubled: number
  /** Containers whose events came in another order, though none is missing or doubled. */
  readonly disordered: readonly string[]
}

/** Compares it with the actions of each container, in their order. Actions that nobody expects count as doubled. */
export function compareHeard(heard: readonly Heard[], happened: ReadonlyMap<string, readonly string[]>): Difference {
  let [missing, doubled] = [0, 0]
  const disordered: string[] = []
  for (const container of new Set([...happened.keys(), ...heard.map(({ container }) => container)])) {
    const expected = happened.get(container) ?? []
    const own = heard.flatMap((event) => (event.container === container ? [event.action] : []))
    const surplus = surplusOf(own, expected)
    const lack = surplusOf(expected, own)
    missing += lack
    doubled += surplus
    if (lack === 0 && surplus === 0 && own.join() !== expected.join()) disordered.push(container)
  }
  return { missing, doubled, disordered }
}

/** How many of some are more than there are in others, each action counted by itself. */
function surplusOf(some: readonly string[], others: readonly string[]): number {
  const count = (list: readonly string[], action: string) => list.filter((one) => one === action).length
  const actions = [...new Set(some)]
  return actions.reduce((sum, action) => sum + Math.max(0, count(some, action) - count(others, action)), 0)
}

function read(line: string): Heard {
  const { Action, Actor } = JSON.parse(line) as { Action: string; Actor: { ID: string } }
  return { container: Actor.ID, action: Action }
}
