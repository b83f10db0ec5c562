import { fromBytes } from '../dist/machine/byte-string.js'
import type { Kernel } from '../dist/machine/kernel/kernel.js'
import type { Program } from '../dist/machine/kernel/proc.js'
import { start } from './machine-support.js'

/** Sends a text to a port of a machine, and gives all that comes back until the other end is done. */
export async function raw(kernel: Kernel, port: number, text: string): Promise<string> {
  let answer = ''
  const client: Program = async (proc) => {
    const fd = await proc.sockets.connect({ address: '127.0.0.1', port })
    await proc.write(fd, text)
    for (let some = await proc.read(fd); some !== null; some = await proc.read(fd)) answer += fromBytes(some)
    return 0
  }
  await start(kernel, client).code
  return answer
}

/** A request as curl writes it, the last of its connection; what is answered, without the moment. */
export async function ask(
  kernel: Kernel,
  port: number,
  line: string,
  headers: readonly string[] = [],
  body = '',
): Promise<string> {
  const [method = 'GET', target = '/'] = line.split(' ')
  const length = body === '' ? [] : [`Content-Length: ${body.length}`]
  const head = [`${method} ${target} HTTP/1.1`, 'Host: localhost', ...headers, ...length, 'Connection: close']
  const answer = await raw(kernel, port, `${head.join('\r\n')}\r\n\r\n${body}`)
  return answer.replace(/^Date: .*\r\n/m, '')
}

/** A response as it is on the wire. */
export const response = (status: string, headers: readonly string[], body = ''): string =>
  `HTTP/1.1 ${status}\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n${body}`
