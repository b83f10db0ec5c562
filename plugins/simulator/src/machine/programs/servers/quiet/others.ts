import { fromBytes } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import { root } from '../../../files/container-files.js'
import type { Proc } from '../../../kernel/proc.js'
import type { QuietServer, Speaking } from './quiet-server.js'

/** A text of the container; empty where there is none. */
function textOf({ host }: Proc, path: string): string {
  try {
    return fromBytes(host.files.readFile(path, root))
  } catch (thrown) {
    if (thrown instanceof Errno) return ''
    throw thrown
  }
}

const portIn = (address: string | undefined): number | undefined => {
  const [, port] = /:(\d{1,5})(?:\/tcp)?$/.exec(address ?? '') ?? []
  return port === undefined ? undefined : Number(port)
}

/** A registry (distribution) listens where its configuration says, or `REGISTRY_HTTP_ADDR`. */
function registryPort(proc: Proc): number {
  const [, written] = /^\s*addr:\s*(\S+)/m.exec(textOf(proc, proc.argv.at(-1) ?? '')) ?? []
  return portIn(proc.env.get('REGISTRY_HTTP_ADDR') ?? written) ?? 5000
}

const registryLine = (speaking: Speaking, text: string, level = 'info'): string =>
  `time="${speaking.time('%FT%T.%9N')}Z" level=${level} msg="${text}" environment=development go.version=go1.23.7 service=registry version=3.0.0`

export const registry: QuietServer = {
  output: 2,
  ports: (proc) => [registryPort(proc)],
  ready: (speaking) => [registryLine(speaking, `listening on [::]:${speaking.ports[0]}`)],
  stopping: (speaking) => [registryLine(speaking, 'stopping server gracefully. Draining connections for 0s')],
  taken: (speaking, port) => [registryLine(speaking, `listen tcp :${port}: bind: address already in use`, 'fatal')],
}

/** Traefik says nothing below `ERROR` unless it is told to. */
export const traefik: QuietServer = {
  output: 1,
  ports: ({ argv }) => {
    const points = argv.flatMap((word) => {
      const [, address] = /^--entrypoints\.[^.=]+\.address=(.*)$/i.exec(word) ?? []
      return portIn(address) ?? []
    })
    const api = argv.some((word) => /^--api\.insecure(?:=true)?$/i.test(word)) ? [8080] : []
    return [...new Set([...(points.length > 0 ? points : [80]), ...api])]
  },
  ready: (speaking) =>
    speaking.proc.argv.some((word) => /^--log\.level=(?:info|debug)$/i.test(word))
      ? [`${speaking.time('%FT%TZ')} INF Traefik version 3.4.4 version=3.4.4`]
      : [],
  taken: (speaking, port) => [
    `${speaking.time('%FT%TZ')} ERR Command error error="error opening listener: listen tcp :${port}: bind: address already in use"`,
  ],
}
