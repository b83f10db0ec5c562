import { fromBytes, type ByteString } from '../../byte-string.js'
import type { Proc } from '../../kernel/proc.js'

/** What a command line writes to its standard output. */
export async function runShell(proc: Proc, line: ByteString): Promise<ByteString> {
  const [read, write] = proc.pipe()
  const descriptors = new Map([
    [0, 0],
    [1, write],
    [2, 2],
  ])
  const pid = proc.spawn('/bin/sh', ['sh', '-c', line], { descriptors })
  proc.close(write)
  let text = ''
  for (let chunk = await proc.read(read); chunk !== null; chunk = await proc.read(read)) {
    proc.grow(chunk.length)
    text += fromBytes(chunk)
  }
  proc.close(read)
  await proc.wait(pid)
  return text
}
