import type { IncomingMessage } from 'node:http'

// How long a client may wait for an answer after it has ended its half, in ms.
const patience = 10_000

/**
 * Ends the call of a client that has ended its half of the connection, which may mean that it has gone: at once where
 * the answer would go on, otherwise when there is none after a while. Until what is returned is called.
 */
export function endWithClient(pace: 'finite' | 'streaming', { socket }: IncomingMessage): () => void {
  let timer: NodeJS.Timeout | undefined
  const end = () => {
    if (pace === 'streaming') socket.destroy()
    else timer ??= setTimeout(() => socket.destroy(), patience).unref()
  }
  if (socket.readableEnded) end()
  else socket.on('end', end)
  return () => {
    socket.removeListener('end', end)
    clearTimeout(timer)
  }
}
