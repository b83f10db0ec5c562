import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { swarmd } from '../servers.js'
import { haproxy } from './haproxy.js'
import { nginx } from './nginx.js'

const here = (name) => fileURLToPath(new URL(name, import.meta.url))

/** The command of an engine that does nothing. */
export function noop({ socketPath, port }) {
  return [process.execPath, here('noop.js'), socketPath, String(port)]
}

/** The commands of what can stand in front of an engine, by name: each is one process, on a socket and a port. */
export const proxies = {
  nginx: async (where) => {
    const file = await configured('nginx', nginx, where)
    return ['nginx', '-c', file, '-e', join(where.folder, 'nginx.log')]
  },
  haproxy: async (where) => ['haproxy', '-db', '-q', '-f', await configured('haproxy', haproxy, where)],
  'http-proxy': ({ engine, socketPath, port }) => {
    return [process.execPath, here('http-proxy.js'), engine, socketPath, String(port)]
  },
  swarmd: (where) => ours([], where),
  'swarmd, debug': (where) => ours(['--backend', 'debug --quiet'], where),
}

/** Writes a configuration. Resolves to its file. */
async function configured(name, configuration, where) {
  const file = join(where.folder, `${name}-${where.port}.conf`)
  await writeFile(file, configuration(where))
  return file
}

function ours(before, { engine, socketPath, port }) {
  const backends = [...before, '--backend', `forward unix://${engine}`]
  return [process.execPath, swarmd, ...backends, `unix://${socketPath}`, `tcp://127.0.0.1:${port}`]
}
