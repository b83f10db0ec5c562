import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A socket in front of an engine's that passes bytes on and knows its connections. */
export interface Relay {
  readonly address: string
  /** How many connections are open. */
  open(): number
  close(): Promise<void>
}

/** Starts one. */
export async function startRelay(socketPath: string): Promise<Relay> {
  const folder = await mkdtemp(join(tmpdir(), 'relay-'))
  const path = join(folder, 'relay.sock')
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: socketPath, allowHalfOpen: true })
    open.add(client)
    for (const [socket, other] of [
      [client, engine],
      [engine, client],
    ] as const) {
      socket.on('error', () => undefined)
      socket.on('close', () => other.destroySoon())
      socket.pipe(other)
    }
    client.on('close', () => open.delete(client))
  })
  server.listen(path)
  await once(server, 'listening')
  return {
    address: `unix://${path}`,
    open: () => open.size,
    close: async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
