import { httpDate } from '../../../http/date.js'
import { headText } from '../../../http/head.js'
import type { Request } from '../../../http/request.js'
import type { Proc } from '../../../kernel/proc.js'
import { httpdReasons, type HttpdAnswer } from './answer.js'

/** What an answer is sent for. */
export interface Sending {
  /** Where to. */
  readonly fd: number
  /** A string where it could not be read. */
  readonly request: Request | string
  /** Whether the connection ends behind it. */
  readonly isLast: boolean
  /** Of the server. */
  readonly version: string
}

/** Sends an answer; gives how many bytes of body were sent. */
export async function send(proc: Proc, sending: Sending, answer: HttpdAnswer): Promise<number> {
  const { fd, request } = sending
  const { status, length, text, file } = answer
  const fields = fieldsOf(sending, answer, httpDate(proc.host.now()))
  await proc.write(fd, headText(`HTTP/1.1 ${status} ${httpdReasons[status]}`, fields))
  if (status === 304 || (typeof request !== 'string' && request.method === 'HEAD')) return 0
  if (text !== undefined) await proc.write(fd, text)
  if (file !== undefined) await copy(proc, file.fd, file.start, length, fd)
  return length
}

/** In the order that Apache has them in. */
function fieldsOf(
  { request, isLast, version }: Sending,
  { status, headers, length, type }: HttpdAnswer,
  date: string,
): readonly (readonly [string, string])[] {
  const isEmpty = status === 304
  const isOld = typeof request !== 'string' && request.version === '1.0' && !isLast
  return [
    ['Date', date],
    ['Server', `Apache/${version} (Unix)`],
    ...headers.filter(([name]) => name === 'Location' || name === 'Allow'),
    ...headers.filter(
      ([name]) => !['Location', 'Allow', 'Content-Range'].includes(name) && (!isEmpty || name !== 'Accept-Ranges'),
    ),
    ...(isEmpty ? [] : [['Content-Length', String(length)] as const]),
    ...headers.filter(([name]) => name === 'Content-Range'),
    ...(isLast ? [['Connection', 'close'] as const] : []),
    ...(isOld ? [['Connection', 'Keep-Alive'] as const] : []),
    ...(type === '' ? [] : [['Content-Type', type] as const]),
  ]
}

async function copy(proc: Proc, from: number, start: number, length: number, to: number): Promise<void> {
  try {
    proc.file(from)!.seek(start, 'start')
    for (let left = length; left > 0;) {
      const some = await proc.read(from, Math.min(left, 65_536))
      if (some === null) break
      await proc.write(to, some)
      left -= some.length
    }
  } finally {
    proc.close(from)
  }
}
