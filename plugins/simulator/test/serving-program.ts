import { binaryContent } from '../dist/machine/rootfs/binary.js'
import type { Proc, Program } from '../dist/machine/kernel/proc.js'
import { programs } from '../dist/machine/programs/index.js'
import { root } from '../dist/machine/files/container-files.js'
import { toBytes } from '../dist/machine/byte-string.js'
import type { State } from '../dist/state.js'

/** How much `flood` has sent in all containers. */
export const flooded = { bytes: 0 }

type Serving = (proc: Proc, fd: number) => Promise<unknown>

async function echo(proc: Proc, fd: number): Promise<void> {
  for (let bytes = await proc.read(fd); bytes !== null; bytes = await proc.read(fd)) await proc.write(fd, bytes)
}

async function count(proc: Proc, fd: number): Promise<void> {
  let size = 0
  for (let bytes = await proc.read(fd); bytes !== null; bytes = await proc.read(fd)) size += bytes.length
  await proc.write(fd, String(size))
}

async function flood(proc: Proc, fd: number): Promise<never> {
  for (const chunk = new Uint8Array(16_384); ; flooded.bytes += chunk.length) await proc.write(fd, chunk)
}

/** What is done with a connection, by the first argument of `serve`. */
const kinds: Readonly<Record<string, Serving>> = {
  echo,
  count,
  flood,
  peer: async (proc, fd) => proc.write(fd, proc.sockets.peerOf(fd).address),
  silent: (proc) => proc.sleep(Infinity),
  half: async (proc, fd) => {
    await proc.write(fd, 'said')
    proc.sockets.shutdown(fd, 'write')
    await count(proc, fd).catch(() => undefined)
  },
  large: async (proc, fd) => proc.write(fd, new Uint8Array(1_000_000)),
}

/** `serve <kind> <port>`: a server; `serve datagrams <port>` answers them; `serve last <port>` ends behind one connection. */
const serve: Program = async (proc) => {
  const [, kind = '', port = ''] = proc.argv
  const at = { address: '0.0.0.0', port: Number(port) }
  if (kind === 'datagrams') {
    for (const fd = proc.sockets.datagrams(at); ;) {
      const { from, bytes } = await proc.sockets.receive(fd)
      proc.sockets.send(fd, from, Buffer.concat([Buffer.from(`${from.address} `), bytes]))
    }
  }
  const listener = proc.sockets.listen(at)
  for (;;) {
    const fd = await proc.sockets.accept(listener)
    if (kind === 'last') {
      await kinds['large']!(proc, fd)
      return 0
    }
    proc.fork(async (child) => {
      await kinds[kind]!(child, fd)
      return 0
    })
    proc.close(fd)
  }
}

/** Puts `serve` into a container that is not running. */
export function installServe(state: State, id: string): void {
  ;(programs as Map<string, Program>).set('serve', serve)
  const files = state.machines.filesOf(state.containers.get(id)!)
  const file = files.open('/bin/serve', { write: true, create: true }, 0o755, root)
  void file.write(toBytes(binaryContent({ flavor: 'busybox', program: 'serve' })))
  file.release()
}
