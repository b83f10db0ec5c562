import type { Program } from '../kernel/proc.js'
import { busybox } from './busybox.js'
import { hello } from './hello.js'
import { sleep } from './processes/sleep.js'
import { lazily } from './programs.js'
import { systemPrograms } from './system-programs.js'
import { textPrograms } from './text-programs.js'

const shell = lazily(() => import('../shell/sh.js').then(({ sh }) => sh))

/** What stays up until a signal ends it, as the service of an image does. */
export const service: Program = async (proc) => {
  await proc.sleep(Infinity)
  return 0
}

const services = [
  'app', 'go', 'httpd', 'mariadbd', 'memcached', 'mongod', 'mysqld', 'nginx', 'node', 'postgres', 'python3',
  'rabbitmq-server', 'redis-server', 'registry', 'traefik',
] // prettier-ignore

/** All programs that there are, by name. */
export const programs: ReadonlyMap<string, Program> = new Map<string, Program>([
  ...Object.entries(systemPrograms),
  ...Object.entries(textPrograms),
  ...['sh', 'ash', 'bash', 'dash'].map((name) => [name, shell] as const),
  ...services.map((name) => [name, service] as const),
  // What containers are kept up by, and what is shorter than the loading of it.
  ['sleep', sleep],
  ['hello', hello],
  ['true', () => 0],
  ['false', () => 1],
  ['busybox', (proc) => busybox(proc, programs)],
])
