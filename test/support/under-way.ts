import { get, json, post } from './wire.js'

/** What asks for an upgrade to a raw stream. */
export const upgrade = ['Connection: Upgrade', 'Upgrade: tcp']

/** An attach to the container `web`. */
export const attach = '/containers/web/attach?stream=1&stdin=1&stdout=1'

const webSocket = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
]

/** What asks for an attach to the container `web` by a WebSocket. */
export const attachByWebSocket = get('/containers/web/attach/ws?stream=1&stdin=1&stdout=1', webSocket)

/** Requests that clients may be in the middle of for ever, by a name for each, where a container `web` runs and says nothing. */
export const streams: Readonly<Record<string, (exec: string) => string>> = {
  events: () => get('/events'),
  'logs that are followed': () => get('/containers/web/logs?follow=1&stdout=1'),
  stats: () => get('/containers/web/stats'),
  'a wait': () => post('/containers/web/wait', []),
  'an attach': () => post(attach, upgrade),
  'an attach without an upgrade': () => post(attach, []),
  'an attach by a WebSocket': () => attachByWebSocket,
  'a command': (exec) => post(`/exec/${exec}/start`, [...upgrade, json], '{"Detach":false}'),
}
