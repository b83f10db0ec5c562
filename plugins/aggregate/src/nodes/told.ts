import { namesOf, type Summary } from './containers-view.js'
import type { EngineEvent } from './engine-event.js'

interface Known {
  /** Those that its events have: its labels, image and name. */
  readonly attributes: Readonly<Record<string, string>>
  readonly running: boolean
}

/** Marks an event that no engine told: it was found out from a list when the engine's own events were lost. */
export const synthesised = 'node.synthesised'

const starts = new Set(['start', 'restart', 'unpause'])
// Podman's word is the second one.
const ends = new Set(['destroy', 'remove'])

/**
 * What the events of one engine have said of its containers, so that what they did not say can be found: where events were
 * lost, a list of all containers tells what must have happened.
 */
export class Told {
  readonly #containers = new Map<string, Known>()
  /** What was synthesised, and might still come from the engine itself. */
  #expected = new Set<string>()
  #expectedUntil = 0n

  /** Takes over a list without a word: nobody has been told anything yet. */
  begin(list: readonly Summary[]): void {
    this.#containers.clear()
    for (const summary of list) if (summary.Id !== undefined) this.#containers.set(summary.Id, knownOf(summary))
  }

  /** Takes in an event of the engine. False where it was synthesised before: it is not to be told again. */
  take(event: EngineEvent): boolean {
    const { Type, Action = '', Actor = {}, timeNano = 0 } = event
    const { ID } = Actor
    if (Type !== 'container' || ID === undefined) return true
    if (this.#wasExpected(ID, Action, timeNano)) return false
    const before = this.#containers.get(ID)
    const attributes = { ...Actor.Attributes }
    if (ends.has(Action)) this.#containers.delete(ID)
    else if (Action === 'create') this.#containers.set(ID, { attributes, running: false })
    else if (starts.has(Action)) this.#containers.set(ID, { attributes, running: true })
    // It has more: why it ended, and what its name was.
    else if (Action === 'die')
      this.#containers.set(ID, { attributes: before?.attributes ?? attributes, running: false })
    else if (Action === 'rename' && before !== undefined) {
      const { name = '' } = attributes
      this.#containers.set(ID, { ...before, attributes: { ...before.attributes, name } })
    }
    return true
  }

  /**
   * The events that must have happened, by a list of all containers: of each container those of `create`, `start`, `die`,
   * `destroy` and `rename` that lead from what was told to what is.
   *
   * @param now the engine's own moment, in ns: events of until then, of the same kind, are not told again when they come
   */
  missing(list: readonly Summary[], now: bigint): EngineEvent[] {
    const listed = new Map(list.map((summary) => [summary.Id ?? '', summary]))
    const events: EngineEvent[] = []
    const add = (id: string, action: string, attributes: Readonly<Record<string, string>>) =>
      events.push(synthesise(id, action, attributes, now))
    for (const [id, { attributes, running }] of this.#containers) {
      if (listed.has(id)) continue
      if (running) add(id, 'die', attributes)
      add(id, 'destroy', attributes)
    }
    // A list has the newest first.
    for (const [id, summary] of [...listed].reverse()) {
      const before = this.#containers.get(id)
      const after = knownOf(summary)
      const { attributes } = after
      if (before === undefined) {
        add(id, 'create', attributes)
        if (summary.State !== 'created') add(id, 'start', attributes)
      } else {
        const { name: oldName } = before.attributes
        if (oldName !== attributes['name']) add(id, 'rename', { ...attributes, oldName: `/${oldName}` })
        if (!before.running && after.running) add(id, 'start', attributes)
      }
      const hadRun = before === undefined ? summary.State !== 'created' : before.running
      if (hadRun && !after.running) add(id, 'die', { ...attributes, ...exitCodeOf(summary) })
    }
    this.begin(list)
    this.#expected = new Set(events.map(({ Actor, Action }) => `${Actor!.ID} ${Action}`))
    // What an engine writes down takes it a moment.
    this.#expectedUntil = now + 100_000_000n
    return events
  }

  #wasExpected(id: string, action: string, timeNano: number): boolean {
    if (this.#expected.size === 0) return false
    if (BigInt(timeNano) > this.#expectedUntil) this.#expected.clear()
    // Nothing happens to what has been told to be gone.
    return this.#expected.delete(`${id} ${action}`) || this.#expected.has(`${id} destroy`)
  }
}

// One that is `restarting` has ended: its next start is still to come.
const alive = new Set(['running', 'paused', 'removing'])

const knownOf = (summary: Summary): Known => ({
  attributes: { ...summary.Labels, image: summary.Image ?? '', name: namesOf(summary)[0] ?? '' },
  running: alive.has(summary.State ?? ''),
})

function exitCodeOf({ Status = '' }: Summary): { readonly exitCode?: string } {
  const [, exitCode] = /^(?:Exited|Restarting) \((\d+)\)/.exec(Status) ?? []
  return exitCode === undefined ? {} : { exitCode }
}

function synthesise(
  ID: string,
  Action: string,
  attributes: Readonly<Record<string, string>>,
  now: bigint,
): EngineEvent {
  const Attributes = { ...attributes, [synthesised]: 'true' }
  return {
    Type: 'container',
    Action,
    Actor: { ID, Attributes },
    scope: 'local',
    time: Number(now / 1_000_000_000n),
    timeNano: Number(now),
  }
}
