import type { AnyJob, Connection, EngineHandle, Install, Operation, ReplyInit, Upgrade } from 'libswarm-core'
import { parseEndpoint, type Endpoint } from './address.js'
import { askVersion } from './bridge/ask-version.js'
import { bridgeTo } from './bridge/bridge.js'
import { knownRange } from './bridge/range.js'
import { checkLater } from './check.js'
import { chooseEngine } from './choice.js'
import { connectionsTo } from './connections.js'
import { exchange } from './exchange.js'
import { unreachable } from './failure.js'
import { countHop } from './hops.js'
import { livenessOf, type LivenessTimes } from './liveness.js'
import { refuseLoop } from './loop.js'
import { opener } from './open.js'
import { filesIn, readSecure, type Secure, type SecureFiles } from './secure.js'
import { toReplyInit } from './reply.js'
import { targetOf, toRequest } from './request.js'
import { BrokenBody, NoAnswer } from './send.js'
import type { SshTarget } from './ssh-address.js'
import { SshLink } from './ssh-link.js'
import { askUpgrade, upgradedReply } from './upgrade.js'
import { withWarning } from './warning.js'
import { webSocketsTo } from './websocket.js'

/** What the backend takes. */
export interface Options {
  /** Where the engine is; nothing or an empty one for the engine that `docker` would speak to. */
  readonly address?: string
  readonly tlscacert?: string
  readonly tlscert?: string
  readonly tlskey?: string
  /** A folder with `ca.pem`, `cert.pem` and `key.pem`, as `DOCKER_CERT_PATH` is one; instead of the three. */
  readonly tlscertpath?: string
  readonly tlsverify?: boolean
  /** The name in the engine's certificate, where that is not the host's. */
  readonly servername?: string
  /** A file for `ssh -F`, instead of the user's and the system's. */
  readonly sshconfig?: string
  /** Serves clients of API versions that the engine does not speak. */
  readonly bridge?: boolean
}

/** Passes every job on to the Docker Engine at `address`. */
export const install: Install<Options> = createForward()

/** The same backend with other times of watching over streams than every 5 s, and 15 s of patience. */
export function createForward(times?: LivenessTimes): Install<Options> {
  return (engine, options) => forward(engine, options, times)
}

async function forward(engine: EngineHandle, options: Options, times: LivenessTimes | undefined): Promise<void> {
  const error: EngineHandle['error'] = (kind, sentence, cause) => engine.error(kind, sentence, cause)
  const { bridge: isBridged = false } = options
  const { endpoint, secure } = await whereTo(engine, options, error)
  await refuseLoop(endpoint, engine.listening, error)
  const open = opener(endpoint, secure, linker(engine, options))
  const warning = secure?.verify === false ? unverified(endpoint) : undefined
  const connections = connectionsTo(endpoint, open)
  const rows: ReadonlyMap<string, Operation> = new Map(engine.operations.map((row) => [row.operation, row]))
  const failed = (thrown: unknown) => unreachable(endpoint, thrown, error)
  const liveness = livenessOf(connections, engine.log, times)
  const webSockets = webSocketsTo(connections, (thrown) => failed(thrown).message)

  const ask = async (row: Operation, job: AnyJob): Promise<ReplyInit> => {
    const { signal } = job
    signal.throwIfAborted()
    const outgoing = toRequest(row, job, error)
    const protocol = protocolOf(row, job)
    // A finite one has a deadline.
    const watch = row.pace === 'streaming' ? liveness.watch : undefined
    const said = await (protocol === undefined
      ? exchange(connections, outgoing, signal, watch)
      : askUpgrade(connections, outgoing, protocol, signal, watch))
    liveness.heard()
    const { response, upgraded } = said
    // It broke off together with its head: nobody has been told of it yet.
    if (response.errored) throw signal.aborted ? response.errored : new NoAnswer(response.errored, false)
    const status = response.statusCode ?? 0
    if (upgraded !== undefined && protocol !== undefined)
      return upgradedReply({ response, upgraded }, job.upgrade, signal)
    if (upgraded === undefined && status >= 200 && status <= 599) {
      const reply = toReplyInit(row.method, response)
      return warning !== undefined && row.operation === 'SystemInfo' ? withWarning(reply, warning) : reply
    }
    response.destroy()
    upgraded?.destroy()
    throw new NoAnswer(new Error(`unexpected status ${status}`), false)
  }

  const closed = new AbortController()
  const range = knownRange(() => askVersion(connections, closed.signal))
  const askAs = (job: AnyJob) => ask(rows.get(job.operation)!, job)
  const bridge = isBridged ? bridgeTo(range, askAs, error) : undefined

  const run = async (job: AnyJob): Promise<ReplyInit> => {
    try {
      return await (bridge === undefined ? askAs(job) : bridge.run(job))
    } catch (thrown) {
      if (thrown instanceof NoAnswer) throw failed(thrown.cause)
      throw thrown instanceof BrokenBody ? error('InvalidParameter', thrown.message, thrown.cause) : thrown
    }
  }

  const wire = (job: AnyJob, connection: Connection): boolean => {
    if (job.upgrade !== 'websocket') return false
    const targetFor = (asked: AnyJob) => targetOf(rows.get(job.operation)!, asked, error)
    const target = targetFor(job)
    const hops = countHop(job, [], error)
    if (bridge === undefined) void webSockets.pass(target, hops, connection)
    else void webSockets.pass(bridge.adapt(job).then(targetFor), hops, connection)
    return true
  }

  engine.catchAll({ run, wire })
  engine.onClose(() => {
    closed.abort()
    liveness.close()
    connections.close()
  })
  checkLater(endpoint, open, engine)
}

/**
 * What the connection to the engine is to become. A client that asks for no upgrade gets the connection all the same
 * where the operation upgrades to a raw stream; the engine is asked in the one form that has a half-close.
 */
function protocolOf(row: Operation, job: AnyJob): Upgrade | undefined {
  return job.upgrade ?? row.upgrade?.find((upgrade) => upgrade === 'tcp')
}

interface Where {
  readonly endpoint: Endpoint
  /** Undefined where no TLS is spoken. */
  readonly secure: Secure | undefined
}

/** The engine that the options name, or that `docker` would speak to; which one, and how it is known, is logged. */
async function whereTo(engine: EngineHandle, options: Options, error: EngineHandle['error']): Promise<Where> {
  const { address = '', tlsverify: verify = true, servername: serverName } = options
  const choice = address === '' ? await chooseEngine(process.env, error) : undefined
  const endpoint = parseEndpoint(choice?.address ?? address, error)
  if (choice !== undefined) engine.log.info(`the engine is ${endpoint.shown}, by ${choice.by}`)
  if (options.sshconfig !== undefined && !('ssh' in endpoint.at)) {
    throw error('InvalidParameter', `sshconfig is for ssh://user@host, not ${endpoint.shown}`)
  }
  const given = filesOf(options, error)
  if (!endpoint.tls) {
    const useless = given !== undefined || serverName !== undefined || !verify
    if (useless) throw error('InvalidParameter', `options of TLS are for tls://host:port, not ${endpoint.shown}`)
    return { endpoint, secure: undefined }
  }
  const { DOCKER_CERT_PATH: folder } = process.env
  const files =
    given ?? choice?.files ?? (folder ? filesIn(folder) : { ca: undefined, cert: undefined, key: undefined })
  if (!verify) engine.log.warn(unverified(endpoint))
  return { endpoint, secure: await readSecure(files, { verify, serverName }, error) }
}

/** What makes links that end with the backend. */
function linker(engine: EngineHandle, { sshconfig: config }: Options): (target: SshTarget) => SshLink {
  return (target) => {
    const link = new SshLink({ target, config, log: engine.log })
    engine.onClose(() => link.close())
    return link
  }
}

/** The files of TLS that the options name; undefined where they name none. */
function filesOf(options: Options, error: EngineHandle['error']): SecureFiles | undefined {
  const { tlscacert: ca, tlscert: cert, tlskey: key, tlscertpath: folder } = options
  const named = ca !== undefined || cert !== undefined || key !== undefined
  if (folder === undefined) return named ? { ca, cert, key } : undefined
  if (named) throw error('InvalidParameter', 'tlscertpath is instead of tlscacert, tlscert and tlskey')
  return filesIn(folder)
}

function unverified({ shown }: Endpoint): string {
  return `tlsverify=false: whoever answers at ${shown} is taken for the engine, its certificate is not checked`
}
