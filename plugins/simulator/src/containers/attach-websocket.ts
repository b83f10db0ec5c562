import type { Job, ReplyInit } from 'libswarm-core'
import { isOlder, versionOf } from '../api-version.js'
import type { State } from '../state.js'
import { shakeHands } from '../websocket/handshake.js'
import { attach, requireAttachable } from './attach.js'

/**
 * Answers `ContainerAttachWebsocket`: as `ContainerAttach`, both streams of output in one. Messages are binary since
 * API 1.28; before 1.42 the query does not choose the streams.
 */
export async function attachByWebSocket(state: State, job: Job<'ContainerAttachWebsocket'>): Promise<ReplyInit> {
  const { ServerEnd } = await import('../websocket/server-end.js')
  const container = requireAttachable(state, job)
  const shaken = shakeHands(job)
  if ('refusal' in shaken) {
    const body = Buffer.from(`${JSON.stringify({ message: shaken.refusal })}\n`)
    return { status: 400, headers: { 'Content-Type': 'application/json', 'Sec-WebSocket-Version': '13' }, body }
  }
  const version = versionOf(state, job)
  const chosen = !isOlder(version, '1.42')
  const { stdin = false, stdout = false, stderr = false } = chosen ? job.query : allStreams
  const client = attach(state, container, { ...job.query, stdin, stdout, stderr, framed: false })
  const output = isOlder(version, '1.28') ? 'text' : 'binary'
  return { status: 101, headers: shaken.headers, body: new ServerEnd(client, output) }
}

const allStreams = { stdin: true, stdout: true, stderr: true } as const
