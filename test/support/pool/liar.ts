import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { temporaryFolder } from '../swarmd.js'

/** The bytes that an engine answers instead of its answer, and whether it ends the connection behind them. */
export interface Lie {
  readonly says: string
  readonly ends: boolean
}

/** What is in front of an engine, and says something else than that. */
export interface Liar extends AsyncDisposable {
  readonly address: string
  /** Answers everything so from now on, or what a pattern fits, but for pings and events; the truth where nothing is given. */
  lies(lie?: Lie, about?: RegExp): void
  /** How often it was asked what a pattern fits, `GET /info`, since it began to lie. */
  asked(line: RegExp): number
}

/** What an engine is asked for all the time: it is up as long as these are answered. */
const spared = /\/(_ping|events)\b/

/** Starts one in front of the engine on a Unix socket. */
export async function startLiar(engine: { readonly socketPath: string }): Promise<Liar> {
  const folder = await temporaryFolder()
  const path = join(folder.path, 'liar.sock')
  let [lie, about]: [Lie | undefined, RegExp] = [undefined, /^/]
  let lines: string[] = []
  const server = createServer((asked, answer) => {
    const { method = '', url = '' } = asked
    lines.push(`${method} ${url}`)
    if (lie === undefined || spared.test(url) || !about.test(url)) return passOn(engine.socketPath, asked, answer)
    asked.resume()
    if (lie.ends) asked.socket.end(lie.says, 'latin1')
    else asked.socket.write(lie.says, 'latin1')
  })
  server.on('clientError', (_, socket) => void socket.destroy())
  server.listen(path)
  await once(server, 'listening')
  return {
    address: `unix://${path}`,
    lies: (next, what = /^/) => {
      ;[lie, about, lines] = [next, what, []]
    },
    asked: (line) => lines.filter((one) => line.test(one)).length,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      await folder.remove()
    },
  }
}

function passOn(socketPath: string, asked: IncomingMessage, answer: ServerResponse): void {
  const { method = 'GET', url = '/', headers } = asked
  const sent = request({ socketPath, method, path: url, headers, agent: false }, (told) => {
    answer.writeHead(told.statusCode ?? 500, told.headers)
    answer.flushHeaders()
    told.on('error', () => answer.destroy()).pipe(answer)
  })
  sent.on('error', () => answer.destroy())
  answer.on('close', () => sent.destroy())
  asked.pipe(sent)
}
