import type { Logger } from 'libswarm-core'

/** What nobody may start a daemon with, and why. A name stands for itself alone, or with a value that fits. */
const unsafe: readonly { readonly name: string; readonly value?: RegExp; readonly why: string }[] = [
  { name: '--insecure-http-parser', why: 'requests could be smuggled past what reads them strictly' },
  { name: '--security-revert', why: 'it brings a known vulnerability back' },
  { name: '--tls-min-v1.0', why: 'TLS 1.0 is broken' },
  { name: '--tls-min-v1.1', why: 'TLS 1.1 is broken' },
  ...['--inspect', '--inspect-brk', '--inspect-wait', '--inspect-port', '--debug-port'].map((name) => ({
    name,
    value: /^(?!(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$|\d+$)./,
    why: 'whoever reaches the debugger runs code in swarmd',
  })),
]

/** What is unsafe in the options that Node was started with, in a sentence; undefined when nothing is. */
export function unsafeOptions(nodeOptions: string, execArgv: readonly string[]): string | undefined {
  const places = [
    ['NODE_OPTIONS', splitNodeOptions(nodeOptions)],
    ['options of node', execArgv],
  ] as const
  for (const [place, words] of places) {
    for (const [index, word] of words.entries()) {
      const why = whyUnsafe(word, words[index + 1])
      if (why !== undefined) return `unsafe ${place}: ${word}: ${why}; start swarmd without it`
    }
  }
  return undefined
}

/** Says what of the environment is not followed, and takes it away. */
export function warnOfEnvironment(env: NodeJS.ProcessEnv, log: Logger): void {
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return
  delete env['NODE_TLS_REJECT_UNAUTHORIZED']
  log.warn('NODE_TLS_REJECT_UNAUTHORIZED=0 is not followed: certificates are always verified')
}

function whyUnsafe(word: string, next: string | undefined): string | undefined {
  const [, name = '', own] = /^(--[^=]*)(?:=(.*))?$/s.exec(word) ?? []
  // Node takes either.
  const found = unsafe.find((one) => one.name === name.replaceAll('_', '-'))
  if (found === undefined) return undefined
  if (found.value === undefined) return found.why
  const value = own ?? (name.endsWith('-port') ? next : undefined)
  return value !== undefined && found.value.test(value) ? found.why : undefined
}

/** Splits `NODE_OPTIONS` as Node does: at spaces, but for those in double quotes, where a backslash escapes. */
function splitNodeOptions(text: string): readonly string[] {
  const words = text.match(/(?:"(?:[^"\\]|\\[^])*"|[^ "])+/g) ?? []
  return words.map((word) =>
    word.replace(/"((?:[^"\\]|\\[^])*)"/g, (_, inner: string) => inner.replace(/\\([^])/g, '$1')),
  )
}
