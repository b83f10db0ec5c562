import type { Scope } from './settings.js'

/** The log format that needs no `log_format`. */
export const combined =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'

/** What holds where no directive says otherwise. */
export const outermost: Scope = {
  root: '/etc/nginx/html',
  index: ['index.html'],
  autoindex: false,
  types: new Map([['html', 'text/html'], ['gif', 'image/gif'], ['jpg', 'image/jpeg']]),
  defaultType: 'text/plain',
  errorPages: new Map(),
  headers: [],
  logs: [{ path: '/var/log/nginx/access.log', format: combined }],
  showsVersion: true,
  mostBody: 2 ** 20,
  proxyHeaders: [],
  proxyVersion: '1.0',
  logsMissing: true,
} // prettier-ignore
