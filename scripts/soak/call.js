import { setTimeout as pause } from 'node:timers/promises'
import { open } from './http.js'
import { Raw } from './raw.js'
import { Broken, hold, Wrong } from './wrong.js'
import { seed } from './stage.js'

// What `forward` says of an engine that it cannot reach, or that breaks off.
const unreachable =
  /^(cannot connect to the engine at|the engine at \S+ closed the connection|no valid answer from the engine at) /

/** One run of a scenario: the way it reaches a daemon, what it draws by lot, and what it leaves behind. */
export class Call {
  #route
  #agent
  #opened = new Set()
  /** Names of containers and images that it has asked for. */
  containers = []
  images = []
  /** Whether it has let go of its connections. */
  isOver = false
  /** `{ id, since }` of each container that it was told is there, and when it asked for it. */
  created = []

  constructor({ dice, route, agent }) {
    this.dice = dice
    this.#route = route
    this.#agent = agent
  }

  /** A name that nobody else has. */
  name(kind) {
    const name = `soak-${this.dice.word()}${this.dice.word()}`
    this[kind].push(name)
    return name
  }

  /** Asks, and resolves to `{ status, bytes }` when the whole answer is there. */
  async ask(line, body) {
    const answer = await this.open(line, body)
    return { status: answer.status, bytes: await answer.whole() }
  }

  /** Asks; the answer has a status, else it is wrong. Resolves to its bytes. */
  async expect(status, line, body) {
    const answer = await this.ask(line, body)
    this.check(status, answer.status, line, answer.bytes)
    return answer.bytes
  }

  /** As `expect`; the answer's JSON. */
  async json(status, line, body) {
    const bytes = await this.expect(status, line, body)
    try {
      return JSON.parse(bytes.toString())
    } catch {
      throw new Wrong(`${line}: no JSON: ${bytes.subarray(0, 200).toString()}`)
    }
  }

  /** Asks, and resolves as soon as the head of the answer is there. */
  async open(line, body) {
    const answer = await open(this.#route.target, line, { body, agent: this.#agent ?? false })
    this.#opened.add(answer.sent)
    return answer
  }

  /** As `open`; the answer has a status, else it is wrong. */
  async expectHead(status, line) {
    const answer = await this.open(line)
    if (answer.status !== status) this.check(status, answer.status, line, await answer.whole())
    return answer
  }

  /** A connection of its own. */
  raw() {
    const raw = new Raw(this.#route.target)
    this.#opened.add(raw.socket)
    return raw
  }

  /** Throws unless a status is the one expected; `Broken` where the engine behind could not be reached. */
  check(expected, status, line, bytes) {
    if (status === expected) return
    const text = bytes.subarray(0, 300).toString()
    if (status === 502 && unreachable.test(messageOf(text))) throw new Broken(`${line}: ${text}`)
    throw new Wrong(`${line}: ${status} instead of ${expected}: ${text}`)
  }

  /** Creates a container, and resolves to its id. */
  async create(config, name = this.name('containers')) {
    const since = performance.now()
    const { Id } = await this.json(201, `POST /containers/create?name=${name}`, { Image: 'busybox', ...config })
    hold(/^[0-9a-f]{64}$/.test(Id), `a container was created with the id ${Id}`)
    this.created.push({ id: Id, since })
    return Id
  }

  /** Creates a container and starts it. */
  async run(config) {
    const id = await this.create(config)
    await this.expect(204, `POST /containers/${id}/start`)
    return id
  }

  /** The container that is always there. */
  get seed() {
    return seed
  }

  /** Lets some ms go by. */
  pause(ms) {
    return pause(ms)
  }

  /** Lets go of every connection that it still has. */
  hangUp() {
    this.isOver = true
    for (const one of this.#opened) one.destroy()
  }
}

function messageOf(text) {
  try {
    return JSON.parse(text).message ?? ''
  } catch {
    return ''
  }
}
