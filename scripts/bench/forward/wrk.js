import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Throws where `wrk` is not installed. */
export async function requireWrk() {
  const there = await run('wrk', ['--version']).then(
    () => true,
    ({ code }) => code !== 'ENOENT',
  )
  if (!there) throw new Error('wrk is not installed (apt-get install wrk)')
}

/**
 * Asks for a path over and over, by `wrk`. Resolves to answers a second, and to how many there were. Rejects when some are
 * no success.
 */
export async function wrk(port, path, { connections, seconds, headers = [] }) {
  const fields = headers.flatMap((field) => ['-H', field])
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, ...fields, `http://127.0.0.1:${port}${path}`]
  const { stdout } = await run('wrk', args)
  // An answer that takes wrk's patience counts as one that is slow.
  if (/Non-2xx|(connect|read|write) [1-9]/.test(stdout)) throw new Error(`wrk ${args.join(' ')}: ${stdout}`)
  const [, calls] = /^\s+(\d+) requests in /m.exec(stdout)
  const [, rate] = /Requests\/sec:\s+([\d.]+)/.exec(stdout)
  return { rate: Number(rate), calls: Number(calls) }
}
