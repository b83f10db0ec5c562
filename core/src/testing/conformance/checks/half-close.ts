import { connect, type Socket } from 'node:net'
import type { Operation } from '../../../api/table.js'
import { fail, until } from '../bounded.js'
import type { AnyCall } from '../any-call.js'
import { prepare } from '../call.js'
import { targetOf } from '../exchange.js'
import type { Instance } from '../instance.js'
import type { Check, Plan } from '../plan.js'

/** The end of a client's input is heard, and what is said after it still arrives: `echo x | docker exec -i c cat`. */
export function halfClose(plan: Plan): readonly Check[] {
  const rows = plan.callable.filter(
    ({ answers, upgrade }) => answers.kind === 'duplex' && !upgrade?.includes('websocket'),
  )
  return rows.flatMap((row) =>
    [row.upgrade?.[0], undefined].map((upgrade) => ({
      title: `${row.operation} answers after its client has ended its half, ${upgrade === undefined ? 'without an upgrade' : `upgraded to ${upgrade}`}`,
      row,
      run: () =>
        plan.run(async (instance) => {
          const sample = plan.sample(row)
          const { sends, hears } = sample
          if (sends === undefined || hears === undefined) {
            fail(
              `${row.operation} takes the connection over: say in samples.${row.operation} what the client sends ` +
                `before it ends its half, and what it has then heard: { sends: 'x', hears: 'x' }`,
            )
          }
          const call = await prepare(row, sample, instance.runner)
          await converse(instance, row, headOf(row, call, upgrade), sends, hears)
        }),
    })),
  )
}

async function converse(instance: Instance, row: Operation, head: string, sends: string, hears: string): Promise<void> {
  const { operation } = row
  const heard = listen(connect({ path: instance.daemon.socketPath!, allowHalfOpen: true }))
  try {
    heard.socket.write(head)
    await until(
      () => heard.text().includes('\r\n\r\n'),
      () => `${operation} has not taken the connection over: return the Duplex before it has something to say`,
    )
    const status = Number(/^HTTP\/1\.1 (\d+)/.exec(heard.text())?.[1])
    if (status !== 101 && status !== 200) fail(`${operation} answered ${heard.text().trim()}: call it right in samples`)
    heard.socket.end(sends)
    await until(
      () => heard.ended(),
      () =>
        `${operation} does not end after its client has ended its half: end the other half in final() of the Duplex`,
    )
    const said = heard.text().slice(heard.text().indexOf('\r\n\r\n') + 4)
    if (said !== hears) {
      fail(
        `${operation} was to say ${JSON.stringify(hears)} and said ${JSON.stringify(said)}: the end of the input must ` +
          `not end the output (allowHalfOpen: true, and no destroy() in final())`,
      )
    }
  } finally {
    heard.socket.destroy()
  }
  const body = instance.seen(operation)?.body
  await until(
    () => body === undefined || body.closed,
    () => `the Duplex of ${operation} stays open when both halves have ended`,
  )
}

interface Heard {
  readonly socket: Socket
  text(): string
  ended(): boolean
}

function listen(socket: Socket): Heard {
  let text = ''
  let ended = false
  socket.setEncoding('latin1')
  socket.on('data', (more: string) => (text += more))
  socket.on('error', () => undefined)
  for (const event of ['end', 'close']) socket.on(event, () => (ended = true))
  return { socket, text: () => text, ended: () => ended }
}

function headOf(row: Operation, call: AnyCall, upgrade: string | undefined): string {
  const body = call.body === undefined ? '' : JSON.stringify(call.body)
  const lines = [
    `${row.method} ${targetOf(row, call)} HTTP/1.1`,
    'Host: conformance',
    ...(call.headers ?? []).map(([name, value]) => `${name}: ${value}`),
    ...(upgrade === undefined ? [] : ['Connection: Upgrade', `Upgrade: ${upgrade}`]),
    ...(body === '' ? [] : ['Content-Type: application/json']),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
