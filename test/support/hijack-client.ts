import type { Socket } from 'node:net'

/** What came of a hijack, as its streams. */
export interface Streamed {
  readonly head: string
  readonly stdout: Buffer
  readonly stderr: Buffer
  /** Whether the daemon has ended what it says, rather than broken it off. */
  readonly ended: boolean
}

/** Asks for a hijack, sends all input once it is there, ends that, and hears the frames that come until the daemon ends. */
export function streamThrough(socket: Socket, request: string, input: Uint8Array): Promise<Streamed> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let head: string | undefined
    let ended = false
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      if (head !== undefined) return
      const heard = Buffer.concat(chunks)
      const end = heard.indexOf('\r\n\r\n')
      if (end < 0) return
      head = heard.toString('latin1', 0, end + 4)
      chunks.splice(0, chunks.length, heard.subarray(end + 4))
      socket.end(input)
    })
    socket.once('end', () => (ended = true))
    socket.once('error', reject)
    socket.once('close', () => {
      const [stdout, stderr] = unframe(Buffer.concat(chunks))
      resolve({ head: head ?? '', stdout, stderr, ended })
    })
    socket.write(request, 'latin1')
  })
}

/** Standard output and standard error out of their frames (the operation ContainerAttach, "Stream format"). */
function unframe(frames: Buffer): readonly [stdout: Buffer, stderr: Buffer] {
  const streams: readonly Buffer[][] = [[], [], []]
  for (let at = 0; at < frames.length;) {
    const [stream, end] = [streams[frames[at]!], at + 8 + frames.readUInt32BE(at + 4)]
    if (stream === undefined || end > frames.length) throw new Error(`no whole frame at ${at} of ${frames.length}`)
    stream.push(frames.subarray(at + 8, end))
    at = end
  }
  return [Buffer.concat(streams[1]!), Buffer.concat(streams[2]!)]
}
