import { findProgram, run } from '../processes.js'

/** How the way to a machine fails, by no word of anybody. */
export type LinkFailure = keyof ReturnType<typeof failuresOf>

/** The link between this machine and one inside it. */
export interface Link {
  /** The address at the other end, of 198.19.0.0/16, which is for tests of networks (RFC 2544). */
  readonly host: string
  /** Its number, which no other link of this machine has. */
  readonly number: number
  fail(how: LinkFailure): Promise<void>
  mend(how: LinkFailure): Promise<void>
  /** Lets no more through than a rate that `tc` knows (`1mbit`), in each direction; undefined for as much as comes. */
  limit(rate: string | undefined): Promise<void>
  remove(): Promise<void>
}

const nets = 16_384
let made = 0

/** Makes one to the network namespace of a process. */
export async function makeLink(pid: number): Promise<Link> {
  const number = await claim(pid)
  const [near, far] = [`pool${number}a`, `pool${number}b`]
  const [here, there] = [1, 2].map((index) => `198.19.${number >> 6}.${(number & 63) * 4 + index}`) as [string, string]
  const inside = [findProgram('nsenter')!, '--target', String(pid), '--net']
  await must('ip', 'address', 'add', `${here}/30`, 'dev', near)
  await must('ip', 'link', 'set', near, 'up')
  await must(...inside, 'ip', 'address', 'add', `${there}/30`, 'dev', far)
  await must(...inside, 'ip', 'link', 'set', far, 'up')
  const failures = failuresOf(far, here)
  let isLimited = false
  return {
    host: there,
    number,
    fail: (how) => must(...inside, ...failures[how].fail),
    mend: (how) => must(...inside, ...failures[how].mend),
    limit: async (rate) => {
      const ends = [
        { words: [], device: near },
        { words: inside, device: far },
      ] as const
      const bucket = rate === undefined ? [] : ['tbf', 'rate', rate, 'burst', '32kbit', 'latency', '400ms']
      if (rate === undefined && !isLimited) return
      const verb = rate === undefined ? 'delete' : 'replace'
      for (const { words, device } of ends) await must(...words, 'tc', 'qdisc', verb, 'dev', device, 'root', ...bucket)
      isLimited = rate !== undefined
    },
    // Gone already where the machine has ended.
    remove: async () => void (await run(findProgram('ip')!, ['link', 'delete', near])),
  }
}

/** What fails in the namespace of the far end, and how it is mended. */
function failuresOf(device: string, here: string) {
  const firewall = (...rule: readonly string[]) => {
    const words = ['INPUT', '--in-interface', device, '--protocol', 'tcp', ...rule, '--jump', 'DROP']
    return { fail: ['iptables', '--wait', '--insert', ...words], mend: ['iptables', '--wait', '--delete', ...words] }
  }
  return {
    /** There is no link. */
    cut: { fail: ['ip', 'link', 'set', device, 'down'], mend: ['ip', 'link', 'set', device, 'up'] },
    /** What is said at the far end is lost. */
    lost: {
      fail: ['ip', 'route', 'add', 'blackhole', `${here}/32`],
      mend: ['ip', 'route', 'delete', 'blackhole', `${here}/32`],
    },
    /** Connections open, and nothing arrives on any, on those from before neither. */
    silent: firewall('!', '--syn'),
    /** No connection opens, by no refusal either. Those from before go on. */
    unanswered: firewall('--syn'),
  }
}

/** The name of a device is the claim to its number: there cannot be two. */
async function claim(pid: number): Promise<number> {
  for (let tries = 0; tries < nets; tries++) {
    const number = (process.pid * 4 + made++) % nets
    const ends = ['add', `pool${number}a`, 'type', 'veth', 'peer', 'name', `pool${number}b`, 'netns', String(pid)]
    const { code, stderr } = await run(findProgram('ip')!, ['link', ...ends])
    if (code === 0) return number
    if (!stderr.includes('File exists')) throw new Error(`ip link ${ends.join(' ')}: ${stderr.toString()}`)
  }
  throw new Error('there is no net left for a link')
}

async function must(...words: readonly string[]): Promise<void> {
  const [program = '', ...args] = words
  const { code, stderr } = await run(program, args)
  if (code !== 0) throw new Error(`${words.join(' ')}: ${stderr.toString()}`)
}
