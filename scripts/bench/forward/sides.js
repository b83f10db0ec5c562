import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { swarmd } from '../servers.js'

const here = (name) => fileURLToPath(new URL(name, import.meta.url))

/** A port of loopback that nobody listens on. */
export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** The command of an engine that does nothing. */
export function noop(socketPath, port) {
  return [process.execPath, here('noop.js'), socketPath, String(port)]
}

/**
 * The commands of what can stand in front of an engine, by name: each is one process, on a socket and a port. What is not
 * installed is left out by whoever starts them.
 */
export const sides = {
  nginx: async ({ folder, engine, socketPath, port }) => {
    const file = join(folder, `nginx-${port}.conf`)
    await writeFile(file, nginx({ folder, engine, socketPath, port }))
    return ['nginx', '-c', file, '-e', join(folder, 'nginx.log')]
  },
  haproxy: async ({ folder, engine, socketPath, port }) => {
    const file = join(folder, `haproxy-${port}.cfg`)
    await writeFile(file, haproxy({ engine, socketPath, port }))
    return ['haproxy', '-db', '-q', '-f', file]
  },
  'http-proxy': ({ engine, socketPath, port }) => {
    return [process.execPath, here('http-proxy.js'), engine, socketPath, String(port)]
  },
  swarmd: (where) => ours(['--backend', `forward unix://${where.engine}`], where),
  'swarmd, debug': (where) => {
    return ours(['--backend', 'debug --quiet', '--backend', `forward unix://${where.engine}`], where)
  },
}

function ours(backends, { socketPath, port }) {
  return [process.execPath, swarmd, ...backends, `unix://${socketPath}`, `tcp://127.0.0.1:${port}`]
}

/** One worker that keeps connections to the engine, and passes on what comes as it comes. */
function nginx({ folder, engine, socketPath, port }) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `daemon off;
master_process off;
pid ${join(folder, `nginx-${port}.pid`)};
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 1000000;
${temporary.map((name) => `  ${name}_temp_path ${join(folder, name)};`).join('\n')}
  upstream engine { server unix:${engine}; keepalive 256; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${port};
    listen unix:${socketPath};
    location / {
      proxy_pass http://engine;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_request_buffering off;
      client_max_body_size 0;
    }
  }
}
`
}

/** As in front of a Docker socket: what is asked is looked at, and the connection to the engine ends with each call. */
function haproxy({ engine, socketPath, port }) {
  return `global
  maxconn 4096
defaults
  mode http
  option http-server-close
  timeout connect 5s
  timeout client 10m
  timeout server 10m
  timeout client-fin 5s
frontend docker
  bind 127.0.0.1:${port}
  bind unix@${socketPath}
  http-request deny unless METH_GET
  http-request allow if { path,url_dec -m reg -i ^(/v[\\d\\.]+)?/(_ping|containers|images) }
  http-request deny
  default_backend engine
backend engine
  server engine unix@${engine}
`
}
