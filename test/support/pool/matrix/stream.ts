import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { expectAnswer, placeOf } from '../load/ask.js'
import type { Endpoint } from './endpoint.js'
import type { Subject } from './row.js'

/** A client that follows the logs of a container. */
export interface Following extends AsyncDisposable {
  /** When that has ended, as `performance.now()` tells it. */
  closedAt(): number | undefined
}

/** Starts a container on an engine, and follows its logs by the pool. Resolves when it has heard what it says. */
export async function followLogs(endpoint: Endpoint, engine: Subject): Promise<Following> {
  const place = placeOf(engine.address)
  const name = `follow-${randomBytes(4).toString('hex')}`
  const patience = 30_000
  const body = { Image: 'busybox', Cmd: ['sh', '-c', 'echo here; exec sleep 1000'], StopSignal: 'KILL' }
  await expectAnswer(place, `POST /containers/create?name=${name}`, { patience, status: 201, body })
  await expectAnswer(place, `POST /containers/${name}/start`, { patience, status: 204 })
  const sent = request({
    socketPath: endpoint.socketPath,
    path: `/containers/${name}/logs?follow=1&stdout=1`,
    agent: false,
  })
  let closed: number | undefined
  const close = () => (closed ??= performance.now())
  sent.on('error', close).on('close', close)
  await new Promise<void>((resolve, reject) => {
    sent.once('close', () => reject(new Error('there are no logs to follow')))
    sent.once('response', (response) => response.on('error', close).once('data', () => resolve()))
    sent.end()
  })
  return { closedAt: () => closed, [Symbol.asyncDispose]: async () => void sent.destroy() }
}
