import { install } from 'libswarm-backend-forward'
import { compose, createLogger, type BackendSpec, type Chain } from 'libswarm-core'

/** The backend under test as a spec. */
export function forwardTo(address: string, options: Readonly<Record<string, string>> = {}): BackendSpec {
  return { name: 'forward', install, options: { ...options, address } }
}

/** The backend under test as a runner, and what it logs. */
export async function forwarding(
  address: string,
  options: Readonly<Record<string, string>> = {},
): Promise<{ readonly chain: Chain; readonly logged: readonly string[] }> {
  const logged: string[] = []
  const log = createLogger('debug', (line, level) => logged.push(`${level} ${line}`))
  return { chain: await compose([forwardTo(address, options)], { log }), logged }
}

/** The error that a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => {
      throw new Error('did not fail')
    },
    (error: unknown) => error as Error,
  )
}
