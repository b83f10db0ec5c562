import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { runServer } from 'verdaccio'

/*
 * The process of a registry: verdaccio on a free port of loopback, everything it keeps in the folder it is given.
 * It asks no other registry: what was not published to it is a 404. Ends with the process that started it.
 */
const folder = process.argv[2]!
process.on('disconnect', () => process.exit())

const server = (await runServer({
  storage: join(folder, 'storage'),
  configPath: join(folder, 'config.yaml'),
  // Signed tokens: without them every request would cost a bcrypt.
  security: { api: { jwt: { sign: { expiresIn: '1d' } } } },
  secret: 'the registry of a test, as secret',
  auth: { htpasswd: { file: join(folder, 'htpasswd') } },
  uplinks: {},
  packages: { '**': { access: '$all', publish: '$authenticated', unpublish: '$authenticated' } },
  web: { enable: false },
  max_body_size: '100mb',
  log: { type: 'stdout', format: 'pretty', level: 'error' },
})) as Server
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
