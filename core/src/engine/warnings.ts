import { toReply, type Reply } from './reply.js'
import type { Runner } from './runner.js'

/**
 * A runner that adds to the `Warnings` of what `SystemInfo` answers, where `docker info` shows them, and passes on all
 * else as it is.
 *
 * @param warnings is asked at each of these answers
 */
export function withWarnings(runner: Runner, warnings: () => readonly string[]): Runner {
  return {
    run: (job) => {
      const running = runner.run(job)
      if (job.operation !== 'SystemInfo') return running
      return running.then((reply) => add(reply as Reply, warnings()) as Promise<typeof reply>)
    },
    wire: (job, connection) => runner.wire?.(job, connection) ?? false,
  }
}

async function add(reply: Reply, warnings: readonly string[]): Promise<Reply> {
  const { status, headers } = reply
  if (status !== 200) return reply
  const bytes = await reply.bytes()
  const info = objectOf(bytes)
  if (info === undefined) return toReply({ status, headers, body: bytes })
  const own: readonly unknown[] = Array.isArray(info['Warnings']) ? info['Warnings'] : []
  const body = `${JSON.stringify({ ...info, Warnings: [...own, ...warnings] })}\n`
  return toReply({ status, headers: headers.filter(([name]) => name.toLowerCase() !== 'content-length'), body })
}

/** The JSON object that bytes are, or undefined. */
function objectOf(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString())
    return isMap(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
