import { connect, type Socket } from 'node:net'

/** Where a daemon listens: a Unix socket, or a port of loopback. */
export interface Target {
  readonly socketPath: string | undefined
  readonly port: number | undefined
}

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number
  /** The lines of the head behind the status. */
  readonly headers: string
  readonly body: string
}

/** A connection on which a test writes every byte. */
export class Wire {
  readonly socket: Socket
  #heard = ''
  #over = false
  #wake: (() => void)[] = []

  constructor({ socketPath, port }: Target) {
    const place = socketPath === undefined ? { host: '127.0.0.1', port: port! } : { path: socketPath }
    this.socket = connect({ ...place, allowHalfOpen: true })
    this.socket.setEncoding('latin1')
    this.socket.on('data', (text: string) => this.#change(() => (this.#heard += text)))
    for (const event of ['end', 'close']) this.socket.on(event, () => this.#change(() => (this.#over = true)))
    this.socket.on('error', () => undefined)
  }

  /** What has come so far, as latin1. */
  get heard(): string {
    return this.#heard
  }

  /** Whether the daemon has ended its side. */
  get over(): boolean {
    return this.#over
  }

  write(bytes: string): this {
    this.socket.write(bytes, 'latin1')
    return this
  }

  /** Everything that came before the daemon ended its side. */
  async ended(): Promise<string> {
    while (!this.#over) await this.#changed()
    return this.#heard
  }

  /** What has come when it is enough. Rejects with it when the daemon ends its side before. */
  async until(enough: RegExp | ((heard: string) => boolean)): Promise<string> {
    const isEnough = enough instanceof RegExp ? (heard: string) => enough.test(heard) : enough
    while (!isEnough(this.#heard)) {
      if (this.#over) throw new Error(`ended without ${String(enough)}: ${JSON.stringify(this.#heard.slice(0, 500))}`)
      await this.#changed()
    }
    return this.#heard
  }

  /** The first answer whose length is told, or that the daemon ends its side behind; undefined when none came. */
  async answer(): Promise<WireAnswer | undefined> {
    while (!this.#over && !isWhole(this.#heard)) await this.#changed()
    return readAnswer(this.#heard)
  }

  close(): void {
    this.socket.destroy()
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve))
  }

  #change(apply: () => void): void {
    apply()
    for (const wake of this.#wake.splice(0)) wake()
  }
}

/** Sends bytes on a connection of their own, and closes it when the answer is there. */
export async function exchange(target: Target, bytes: string): Promise<WireAnswer | undefined> {
  const wire = new Wire(target).write(bytes)
  try {
    return await wire.answer()
  } finally {
    wire.close()
  }
}

/** Sends bytes on a connection of their own, and waits until the daemon closes it. */
export async function lastExchange(target: Target, bytes: string): Promise<WireAnswer | undefined> {
  const wire = new Wire(target).write(bytes)
  const heard = await wire.ended()
  wire.close()
  return readAnswer(heard)
}

/** A request without a body. */
export function get(path: string, headers: readonly string[] = [], method = 'GET'): string {
  return [`${method} ${path} HTTP/1.1`, 'Host: d', ...headers, '', ''].join('\r\n')
}

/** A POST, with the length of its body unless `headers` frame it. */
export function post(path: string, headers: readonly string[], body = ''): string {
  const framed = headers.some((line) => /^(content-length|transfer-encoding)/i.test(line))
  return get(path, framed ? headers : [...headers, `Content-Length: ${body.length}`], 'POST') + body
}

/** What every JSON body is called. */
export const json = 'Content-Type: application/json'

/** The sentence of a refusal in Docker's shape. Fails for any other body. */
export function sentenceOf(answer: WireAnswer | undefined): string {
  if (answer === undefined || !/^content-type: application\/json$/im.test(answer.headers)) {
    throw new Error(`not in Docker's shape: ${JSON.stringify(answer)}`)
  }
  const parsed = JSON.parse(answer.body) as Record<string, unknown>
  if (Object.keys(parsed).join() !== 'message' || typeof parsed['message'] !== 'string') {
    throw new Error(`not in Docker's shape: ${answer.body}`)
  }
  return parsed['message']
}

function readAnswer(heard: string): WireAnswer | undefined {
  const [, status, headers = '', body = ''] = /^HTTP\/1\.1 (\d{3}) [^\r]*\r\n([^]*?)\r\n\r\n([^]*)$/.exec(heard) ?? []
  return status === undefined ? undefined : { status: Number(status), headers: headers.replaceAll('\r', ''), body }
}

function isWhole(heard: string): boolean {
  const answer = readAnswer(heard)
  const [, length] = /^content-length: (\d+)$/im.exec(answer?.headers ?? '') ?? []
  return answer !== undefined && length !== undefined && answer.body.length >= Number(length)
}
