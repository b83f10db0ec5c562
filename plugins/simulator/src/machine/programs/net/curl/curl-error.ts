import type { Flavor } from '../../../kernel/proc.js'

/** How a transfer fails: the exit code of curl, and its words. */
export class CurlError extends Error {
  readonly code: number
  /** Whether it is that nobody listens. */
  readonly isRefusal: boolean

  constructor(code: number, sentence: string, isRefusal = false) {
    super(sentence)
    this.code = code
    this.isRefusal = isRefusal
  }
}

/** What curl says: 7.88 of Debian 12 (`gnu`), and 8.14 of Alpine where it is another (`busybox`). */
const sentences = {
  url: {
    gnu: 'URL using bad/illegal format or missing URL',
    busybox: 'URL rejected: Malformed input to a URL function',
  },
  connect: { gnu: "Couldn't connect to server", busybox: 'Could not connect to server' },
  tls: {
    gnu: 'error:0A00010B:SSL routines::wrong version number',
    busybox: 'TLS connect error: error:0A0000C6:SSL routines::packet length too long',
  },
} as const

export const sentenceOf = (what: keyof typeof sentences, flavor: Flavor): string => sentences[what][flavor]

/** The release that a flavor has. */
export const versionOf = (flavor: Flavor): string => (flavor === 'gnu' ? '7.88.1' : '8.14.1')
