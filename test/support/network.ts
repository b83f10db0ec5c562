import { spawnSync } from 'node:child_process'
import { findProgram, run } from './processes.js'

/** A network namespace of a test's own, at the other end of a link. */
export interface Network {
  /** The address of what is in there. */
  readonly host: string
  /** Words before a program's that have it run in there. */
  readonly inside: readonly string[]
  /** Makes it unreachable, by no word of anybody: the link is cut, or all that is said in there is lost. */
  fail(how: Failure): Promise<void>
  /** Makes it reachable again. */
  mend(how: Failure): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** How a network fails. */
export type Failure = 'cut' | 'lost'

/** Why there can be no network of a test's own here; undefined when there can. */
export function networkMissing(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces need Linux'
  if (process.getuid?.() !== 0) return 'a network can be made by root only'
  if (findProgram('ip') === undefined) return 'ip (iproute2) not installed'
  const { status } = spawnSync('unshare', ['--net', '--mount', 'true'], { stdio: 'ignore' })
  return status === 0 ? undefined : 'no network namespace can be made'
}

let made = 0

/** Makes one. Its addresses are of 198.18.0.0/16, which is for tests of networks (RFC 2544). */
export async function makeNetwork(): Promise<Network> {
  const name = `swarmd-${process.pid}-${++made}`
  const link = `sw${process.pid}-${made}`
  // One of 16,384 nets of four addresses.
  const net = (process.pid * 4 + (made % 4)) % 16_384
  const [here, there] = [1, 2].map((index) => `198.18.${net >> 6}.${(net & 63) * 4 + index}`) as [string, string]
  const within = ['-n', name]
  await ip('netns', 'add', name)
  // A namespace may outlive its name, by a connection that is not over: its link is ended by itself.
  const ends = [
    ['link', 'delete', `${link}a`],
    ['netns', 'delete', name],
  ]
  // A test process that ends early leaves nothing either.
  const atExit = () => ends.forEach((words) => void spawnSync('ip', words, { stdio: 'ignore' }))
  process.once('exit', atExit)
  const remove = async () => {
    process.removeListener('exit', atExit)
    for (const words of ends) await ip(...words)
  }
  try {
    await ip('link', 'add', `${link}a`, 'type', 'veth', 'peer', 'name', `${link}b`, 'netns', name)
    await ip('address', 'add', `${here}/30`, 'dev', `${link}a`)
    await ip('link', 'set', `${link}a`, 'up')
    await ip(...within, 'address', 'add', `${there}/30`, 'dev', `${link}b`)
    for (const device of ['lo', `${link}b`]) await ip(...within, 'link', 'set', device, 'up')
  } catch (thrown) {
    process.removeListener('exit', atExit)
    atExit()
    throw thrown
  }
  const turns: Readonly<Record<Failure, readonly [fail: readonly string[], mend: readonly string[]]>> = {
    cut: [
      ['link', 'set', `${link}b`, 'down'],
      ['link', 'set', `${link}b`, 'up'],
    ],
    lost: [
      ['route', 'add', 'blackhole', `${here}/32`],
      ['route', 'delete', 'blackhole', `${here}/32`],
    ],
  }
  return {
    host: there,
    // And no more than that: `ip netns exec` leaves no cgroups.
    inside: ['nsenter', `--net=/run/netns/${name}`],
    fail: (how) => ip(...within, ...turns[how][0]),
    mend: (how) => ip(...within, ...turns[how][1]),
    [Symbol.asyncDispose]: remove,
  }
}

async function ip(...args: readonly string[]): Promise<void> {
  const { code, stderr } = await run(findProgram('ip')!, args)
  if (code !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr.toString()}`)
}
