import type { ByteString } from '../../byte-string.js'

/** The names of `/etc/services` that command lines have instead of ports. */
const names: Readonly<Record<string, number>> = {
  echo: 7, discard: 9, ftp: 21, ssh: 22, telnet: 23, smtp: 25, domain: 53, http: 80, pop3: 110, imap2: 143, https: 443,
  'http-alt': 8080, mysql: 3306, postgresql: 5432, amqp: 5672, redis: 6379,
} // prettier-ignore

/** A port by its number or name; undefined where it is none. */
export function portNumber(text: ByteString): number | undefined {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : Object.hasOwn(names, text) ? names[text]! : 65_536
  return number <= 65_535 ? number : undefined
}

/** The name of a port; `*` where it has none. */
export const portName = (port: number): string => Object.keys(names).find((name) => names[name] === port) ?? '*'
