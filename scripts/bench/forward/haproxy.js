/** A configuration as in front of a Docker socket: what is asked is looked at, and each call has a connection of its own. */
export function haproxy({ engine, socketPath, port }) {
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
