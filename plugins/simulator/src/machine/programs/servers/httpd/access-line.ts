import type { Request } from '../../../http/request.js'
import { formatTime } from '../../shared/strftime.js'

/** A request as the access log has it. */
export interface Logged {
  /** The address of the client. */
  readonly address: string
  /** Undefined where it could not be read. */
  readonly request: Request | undefined
  readonly status: number
  /** The bytes of body that were sent. */
  readonly sent: number
  /** In microseconds. */
  readonly began: number
  /** In microseconds. */
  readonly took: number
  readonly serverName: string
}

/** A line of the access log: of a format (mod_log_config) the conversions that the usual ones have. */
export function accessLine(format: string, logged: Logged): string {
  const { address, request, status, sent, began, took, serverName } = logged
  const values: Readonly<Record<string, string>> = {
    h: address, a: address, l: '-', u: '-', s: String(status), b: sent === 0 ? '-' : String(sent), B: String(sent),
    t: formatTime('[%d/%b/%Y:%H:%M:%S +0000]', began), r: request?.startLine ?? '-', m: request?.method ?? '-',
    U: request?.target.replace(/\?.*/, '') ?? '-', D: String(took), v: serverName,
  } // prettier-ignore
  return format.replace(/%[<>]?(?:\{([^}]*)\})?([a-zA-Z])/g, (_, name: string | undefined, letter: string) =>
    name === undefined
      ? (values[letter] ?? '-')
      : letter === 'i'
        ? (request?.headers.get(name) ?? '-').replace(/["\\]/g, '\\$&')
        : '-',
  )
}
