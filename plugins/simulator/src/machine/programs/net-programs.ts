import type { Program } from '../kernel/proc.js'
import { lazily } from './programs.js'

const nc = lazily(() => import('./net/nc/nc.js').then(({ nc }) => nc))
const ping = lazily(() => import('./net/ping/ping.js').then(({ ping }) => ping))

/** The programs about networks, by their names. */
export const netPrograms: Readonly<Record<string, Program>> = {
  curl: lazily(() => import('./net/curl/curl.js').then(({ curl }) => curl)),
  httpd: lazily(() => import('./net/httpd/httpd.js').then(({ httpd }) => httpd)),
  nc,
  netcat: nc,
  nslookup: lazily(() => import('./net/nslookup.js').then(({ nslookup }) => nslookup)),
  ping,
  ping6: ping,
  wget: lazily(() => import('./net/wget/wget.js').then(({ wget }) => wget)),
}
