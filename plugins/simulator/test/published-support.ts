import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { call, startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { addLocalImages } from '../dist/images/add-local.js'
import { standardSettings, type Settings } from '../dist/settings.js'
import type { State } from '../dist/state.js'
import { installServe } from './serving-program.js'
import { newState, serving } from './state.js'
import { create } from './support.js'

/** Whether the machine has IPv6. */
export const hasSix = Object.values(networkInterfaces()).some((own) => own?.some(({ address }) => address === '::1'))

/** A daemon whose containers can run `serve`. */
export interface PortsDaemon extends TestDaemon {
  readonly state: State
}

export async function startPorts(settings: Partial<Settings> = {}): Promise<PortsDaemon> {
  const state = newState({ settings: { ...standardSettings, ...settings } })
  addLocalImages(state, ['busybox'])
  const daemon = await startTestDaemon({
    backends: [{ name: 'simulator', install: serving(state), simulated: true }],
  })
  return { ...daemon, state }
}

export type Bindings = Readonly<Record<string, readonly { HostIp?: string; HostPort?: string }[]>>

/** The body of a container that publishes ports. */
export const publishing = (PortBindings: Bindings, more: object = {}, host: object = {}): object => ({
  ExposedPorts: Object.fromEntries(Object.keys(PortBindings).map((port) => [port, {}])),
  HostConfig: { PortBindings, ...host },
  ...more,
})

/** Creates a container that runs `serve`, or nothing that listens. */
export async function createServing(daemon: PortsDaemon, name: string, words: string, body: object): Promise<string> {
  const Cmd = words === '' ? ['sleep', 'infinity'] : ['serve', ...words.split(' ')]
  const id = await create(daemon, name, { Cmd, ...body })
  installServe(daemon.state, id)
  return id
}

/** What inspect says of the ports of a container. */
export async function portsOf(daemon: TestDaemon, name: string): Promise<Bindings> {
  const answer = await call(daemon, `GET /containers/${name}/json`)
  return answer.json<{ NetworkSettings: { Ports: Bindings } }>().NetworkSettings.Ports
}

/** Runs `serve`, published at `ip` as any port; that port. */
export async function serveAt(daemon: PortsDaemon, name: string, words: string, ip = ''): Promise<number> {
  const port = words.startsWith('datagrams') ? '53/udp' : '80/tcp'
  await createServing(daemon, name, `${words} ${port.split('/')[0]}`, publishing({ [port]: [{ HostIp: ip }] }))
  const { status, text } = await call(daemon, `POST /containers/${name}/start`)
  if (status !== 204) throw new Error(text)
  return Number((await portsOf(daemon, name))[port]![0]!.HostPort)
}

/** Connects; rejects where nobody listens. */
export function dial(port: number, host = '127.0.0.1'): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host, allowHalfOpen: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}

/** All that comes until the other side ends, or breaks off. */
export async function heard(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.on('error', () => undefined)
  await new Promise<void>((resolve) => {
    socket.once('end', resolve)
    socket.once('close', () => resolve())
  })
  return Buffer.concat(chunks).toString('latin1')
}

/** Sends something, ends, and hears all of the answer. */
export async function ask(port: number, text: string | Buffer, host?: string): Promise<string> {
  const socket = await dial(port, host)
  const answer = heard(socket)
  socket.end(text)
  const all = await answer
  socket.destroy()
  return all
}

/** Whether somebody listens. */
export const listens = (port: number, host?: string): Promise<boolean> =>
  dial(port, host).then(
    (socket) => {
      socket.destroy()
      return true
    },
    () => false,
  )

/** Another process of the machine that listens: at a port that is free unless given. */
export async function occupy(port = 0, host = '127.0.0.1'): Promise<Server & { readonly port: number }> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, exclusive: true }, resolve)
  })
  return Object.assign(server, { port: (server.address() as AddressInfo).port })
}

/** A port of loopback that is free at this moment. */
export async function freePort(): Promise<number> {
  const server = await occupy()
  await new Promise((resolve) => server.close(resolve))
  return server.port
}
