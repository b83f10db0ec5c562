// What the image lets through where its environment says so (`CONTAINERS=1`, `PING=1`), in the order in which it looks.
const sections = [
  ...['auth', 'build', 'commit', 'configs', 'containers', 'distribution', 'events', 'exec', 'grpc', 'images', 'info'],
  ...['networks', 'nodes', '_ping', 'plugins', 'secrets', 'services', 'session', 'swarm', 'system', 'tasks', 'version'],
  'volumes',
]
const within = { ALLOW_RESTARTS: '(stop|restart|kill)', ALLOW_START: 'start', ALLOW_STOP: 'stop' }

// With these, all that is measured is let through.
const environment = ['POST', 'CONTAINERS', 'EXEC', 'IMAGES', 'EVENTS', 'PING', 'VERSION']

/**
 * A configuration as `tecnativa/docker-socket-proxy` has it in front of a Docker socket: each call is logged, is held against
 * one pattern after the other, and has a connection of its own to the engine.
 */
export function haproxy({ engine, socketPath, port }) {
  const rules = [
    ...Object.entries(within).map(([name, verb]) => rule(`containers/[a-zA-Z0-9_.-]+/${verb}`, name)),
    ...sections.map((section) => rule(section, section.replace('_', '').toUpperCase())),
  ]
  return `global
  log stdout format raw daemon info
  maxconn 4000
${environment.map((name) => `  setenv ${name} 1`).join('\n')}
defaults
  mode http
  log global
  option httplog
  option dontlognull
  option http-server-close
  option redispatch
  retries 3
  timeout http-request 10s
  timeout queue 1m
  timeout connect 10s
  timeout client 10m
  timeout server 10m
  timeout http-keep-alive 10s
  maxconn 3000
backend engine
  server engine unix@${engine}
backend events
  server engine unix@${engine}
  timeout server 0
frontend docker
  bind 127.0.0.1:${port}
  bind unix@${socketPath}
  http-request deny unless METH_GET || { env(POST) -m bool }
${rules.join('\n')}
  http-request deny
  use_backend events if { ${pathOf('events')} }
  default_backend engine
`
}

function rule(path, name) {
  return `  http-request allow if { ${pathOf(path)} } { env(${name}) -m bool }`
}

function pathOf(path) {
  return `path,url_dec -m reg -i ^(/v[\\d\\.]+)?/${path}`
}
