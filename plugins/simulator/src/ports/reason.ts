import { isIPv6 } from 'node:net'
import type { HeldPort } from '../networks/host-ports.js'

/** Go's words for what bind(2) and listen(2) say (`syscall/zerrors_linux_amd64.go`). */
const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'address already in use',
  EADDRNOTAVAIL: 'cannot assign requested address',
  EAFNOSUPPORT: 'address family not supported by protocol',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files in system',
}

/** Why docker-proxy cannot listen, as dockerd tells it. */
export function reasonOf(
  { protocol, ip, hostPort }: Pick<HeldPort, 'protocol' | 'ip' | 'hostPort'>,
  code: string,
): string {
  const where = isIPv6(ip) ? `[${ip}]:${hostPort}` : `${ip}:${hostPort}`
  const family = isIPv6(ip) ? 6 : 4
  return `Error starting userland proxy: listen ${protocol}${family} ${where}: bind: ${words[code] ?? code}`
}
