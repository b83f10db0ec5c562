import type { ByteString } from '../../../byte-string.js'
import type { Flavor } from '../../../kernel/proc.js'

/** An echo, or the lack of one. */
export interface Echo {
  readonly host: ByteString
  readonly address: string
  readonly sequence: number
  readonly bytes: number
}

/** All of a run; times in milliseconds. */
export interface Sent {
  readonly sent: number
  readonly times: readonly number[]
  readonly length: number
  /** Whether there is room for the moment in what is sent. */
  readonly isTimed: boolean
}

/** What a ping says. */
export interface PingWords {
  /** The exit code for what could not begin. */
  readonly failure: number
  unknown(host: ByteString): string
  begin(host: ByteString, address: string, size: number): string
  answered(echo: Echo & { readonly time: number }): string
  unreachable(echo: Echo, own: string): string
  end(host: ByteString, sent: Sent): string
}

const ms = (time: number): string => time.toFixed(3)
const lost = ({ sent, times }: Sent): number => (sent === 0 ? 0 : Math.round(((sent - times.length) * 100) / sent))
const average = (times: readonly number[]): number => times.reduce((sum, time) => sum + time, 0) / times.length

const busybox: PingWords = {
  failure: 1,
  unknown: (host) => `bad address '${host}'`,
  begin: (host, address, size) => `PING ${host} (${address}): ${size} data bytes\n`,
  answered: ({ address, sequence, bytes, time }) =>
    `${bytes} bytes from ${address}: seq=${sequence - 1} ttl=64 time=${ms(time)} ms\n`,
  unreachable: () => '',
  end: (host, run) => {
    const { sent, times } = run
    const counts = `${sent} packets transmitted, ${times.length} packets received, ${lost(run)}% packet loss\n`
    const trip = [Math.min(...times), average(times), Math.max(...times)].map(ms).join('/')
    return `\n--- ${host} ping statistics ---\n${counts}${times.length === 0 ? '' : `round-trip min/avg/max = ${trip} ms\n`}`
  },
}

const gnu: PingWords = {
  failure: 2,
  unknown: (host) => `${host}: Name or service not known`,
  begin: (host, address, size) =>
    address.includes(':')
      ? `PING ${host}(${address}) ${size} data bytes\n`
      : `PING ${host} (${address}) ${size}(${size + 28}) bytes of data.\n`,
  answered: ({ host, address, sequence, bytes, time }) => {
    const from = host === address ? address : `${host} (${address})`
    const shown = bytes < 24 ? '' : ` time=${time < 1 ? ms(time) : time.toPrecision(3)} ms`
    return `${bytes} bytes from ${from}: icmp_seq=${sequence} ttl=64${shown}\n`
  },
  unreachable: ({ sequence }, own) => `From ${own} icmp_seq=${sequence} Destination Host Unreachable\n`,
  end: (host, run) => {
    const { sent, times, length, isTimed } = run
    const mean = average(times)
    const deviation = Math.sqrt(average(times.map((time) => (time - mean) ** 2)))
    const trip = [Math.min(...times), mean, Math.max(...times), deviation].map(ms).join('/')
    const counts = `${sent} packets transmitted, ${times.length} received, ${lost(run)}% packet loss, time ${Math.floor(sent > 1 ? length : 0)}ms\n`
    return `\n--- ${host} ping statistics ---\n${counts}${times.length === 0 || !isTimed ? '\n' : `rtt min/avg/max/mdev = ${trip} ms\n`}`
  },
}

/** Whose words they are: busybox', or those of iputils. */
export const pingWords: Readonly<Record<Flavor, PingWords>> = { busybox, gnu }
