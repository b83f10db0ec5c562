import { stat } from 'node:fs/promises'
import { connect, type NetConnectOpts } from 'node:net'
import { describeError, parseAddress, type Checked } from 'libswarm-core'
import type { Check, Finding } from './finding.js'

/** What the configured forward backends point at: there, alive, and of the rights that it should have. */
export const targets: Check = {
  what: 'forward',
  async look({ chain }) {
    const addresses = new Set(chain.flatMap(({ checked }) => checked.flatMap(addressOf)))
    return (await Promise.all([...addresses].map(checkTarget))).flat()
  },
}

function addressOf({ manifest, options }: Checked): readonly string[] {
  if (manifest.package !== 'libswarm-backend-forward' || !('address' in options)) return []
  return [String(options.address)]
}

async function checkTarget(text: string): Promise<readonly Finding[]> {
  if (text === '') return [{ status: 'ok', what: 'forward', sentence: chosen }]
  const what = `forward ${text}`
  if (/^ssh:/.test(text)) return [{ status: 'ok', what, sentence: 'reached by ssh, which is not tried here' }]
  try {
    const address = parseAddress(text)
    if (address.kind === 'tcp') {
      await tryToConnect({ host: address.host, port: address.port })
      return [{ status: 'ok', what, sentence: 'somebody listens there' }]
    }
    if (address.kind === 'fd') return [{ status: 'error', what, sentence: 'nobody can be reached there' }]
    const found = await stat(address.path)
    if (!found.isSocket()) return [{ status: 'error', what, sentence: 'the file is no socket' }]
    await tryToConnect({ path: address.path })
    if ((found.mode & othersWrite) === 0) return [{ status: 'ok', what, sentence: 'somebody listens there' }]
    const mode = (found.mode & 0o777).toString(8)
    const sentence = `somebody listens there, and everybody on this machine may connect to it: its mode is ${mode}`
    return [{ status: 'warning', what, sentence }]
  } catch (thrown) {
    return [{ status: 'error', what, sentence: reasonOf(thrown) }]
  }
}

// What that is depends on where it is started.
const chosen = 'the engine that docker would speak to (DOCKER_HOST, the docker context, unix:///var/run/docker.sock)'

const othersWrite = 0o002
const limit = 5000

/** Connects, and ends the connection. Rejects with the system's error, or after some seconds. */
function tryToConnect(to: NetConnectOpts): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...to, timeout: limit })
    socket.once('timeout', () => socket.destroy(new Error(`nothing answers within ${limit / 1000} s`)))
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.destroy()
      resolve()
    })
  })
}

function reasonOf(thrown: unknown): string {
  const [first] = thrown instanceof AggregateError ? (thrown.errors as unknown[]) : [thrown]
  const code = first instanceof Error && 'code' in first ? String(first.code) : ''
  return reasons[code] ?? describeError(first)
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  ECONNREFUSED: 'nobody listens there',
  EACCES: 'permission denied: this user may not connect to it',
  ENOTFOUND: 'no such host',
}
