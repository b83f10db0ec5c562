import { sentenceOf } from '../discovery/trouble.js'

/** Codes of gRPC that are told apart (its `codes` package). */
export const codes = { notFound: 5, outOfRange: 11, unavailable: 14, unauthenticated: 16 } as const

/** A call that the cluster did not do, or whose answer has not come. */
export class EtcdError extends Error {
  /** The code of gRPC; undefined where there was no answer, or one that is not etcd's. */
  readonly code: number | undefined

  constructor(sentence: string, code?: number, cause?: unknown) {
    super(sentence, { cause })
    this.name = 'EtcdError'
    this.code = code
  }

  /** Whether another member may do it: this one cannot be reached, or has no part in the cluster now. */
  get isOfMember(): boolean {
    return this.code === undefined || this.code === codes.unavailable
  }
}

/** The error of what etcd's gateway has answered instead of a result. */
export function refusal(where: string, status: number | undefined, text: string): EtcdError {
  const { message, code } = gatewayError(text)
  if (message === undefined)
    return new EtcdError(`${where} answers ${status ?? 'nothing of etcd'}: is it etcd 3.4 or later?`)
  return new EtcdError(`${where}: ${message}${hints.get(message) ?? ''}`, code)
}

/** The error of a connection that was not made, or broke. */
export function unreachable(where: string, thrown: unknown): EtcdError {
  if (thrown instanceof EtcdError) return thrown
  const { code = '' } = thrown as NodeJS.ErrnoException
  return new EtcdError(`cannot reach ${where}: ${reasons.get(code) ?? sentenceOf(thrown)}`, undefined, thrown)
}

interface GatewayError {
  readonly message?: string | undefined
  readonly code?: number | undefined
}

/** `{error, message, code}` of a call, or `{error: {message, grpc_code}}` in a stream (grpc-gateway 1.x). */
function gatewayError(text: string): GatewayError {
  try {
    const { error, message, code } = JSON.parse(text) as Record<string, unknown>
    if (typeof error === 'string') return { message: cut(error), code: Number(code) }
    if (typeof message === 'string') return { message: cut(message), code: Number(code) }
    const inner = error as Record<string, unknown>
    return { message: cut(String(inner['message'])), code: Number(inner['grpc_code'] ?? inner['code']) }
  } catch {
    return {}
  }
}

const cut = (text: string) => text.slice(0, 300)

const hints: ReadonlyMap<string, string> = new Map([
  ['etcdserver: user name is empty', ' (it wants a user: USER:PASSWORD@HOST:PORT)'],
  ['etcdserver: authentication is not enabled', ' (it knows no users: leave out USER:PASSWORD@)'],
])

const reasons: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'connection refused'],
  ['ECONNRESET', 'the connection broke'],
  ['ENOTFOUND', 'no such host'],
  ['EAI_AGAIN', 'the name of the host cannot be resolved now'],
  ['EHOSTUNREACH', 'no route to the host'],
  ['ENETUNREACH', 'no route to the network'],
  ['EPROTO', 'it does not speak TLS there'],
  ['HPE_INVALID_CONSTANT', 'it speaks no HTTP, or speaks TLS there'],
])
