import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import { signalNumbers } from '../../../kernel/signals.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { complain } from '../../complain.js'
import { readOptions, type Words } from '../../options.js'
import { refuse, wordsOf, type Usage } from '../../shared/words.js'
import { addressesOf } from '../socket.js'
import { pingWords, type PingWords, type Sent } from './ping-words.js'

const usage: Usage = { short: 'c:s:i:At:I:W:w:qp:46', usage: '[OPTIONS] HOST' }
const iputils = { short: 'aAbBc:dDfhi:I:l:Lm:M:nOp:qQ:rRs:S:t:T:UvVw:W:46' }

/** Numbers that options give: how often, bytes of data, and lengths in microseconds. */
interface Wanted {
  readonly count: number
  readonly size: number
  readonly interval: number
  readonly deadline: number
  readonly wait: number
  readonly quiet: boolean
}

/** Asks an address for its echo: busybox' ping, or that of iputils. */
export const ping: Program = async (proc) => {
  const isBusybox = proc.flavor === 'busybox'
  const words = isBusybox ? wordsOf(proc, usage) : (readOptions(proc, iputils) ?? 2)
  if (typeof words === 'number') return words
  const [host] = words.operands
  const say = pingWords[proc.flavor]
  if (host === undefined) {
    if (isBusybox) return refuse(proc, usage, '')
    await complain(proc, 'usage error: Destination address required')
    return 1
  }
  const wanted = await wantedOf(proc, words)
  if (wanted === undefined) return 1
  const address = addressFor(proc, host, words)
  if (address === undefined) {
    await complain(proc, say.unknown(host))
    return say.failure
  }
  return new Pinging(proc, wanted, say, { host, address }).run()
}

function addressFor(proc: Proc, host: ByteString, words: Words): string | undefined {
  const all = addressesOf(proc, host)
  const isSix = (address: string): boolean => address.includes(':')
  const name = proc.argv[0] ?? ''
  if (words.has('6') || name.endsWith('ping6')) return all.find(isSix)
  return words.has('4') ? all.find((address) => !isSix(address)) : all[0]
}

async function wantedOf(proc: Proc, words: Words): Promise<Wanted | undefined> {
  for (const name of ['c', 's', 'i', 'W', 'w']) {
    const given = words.last(name)
    if (given === undefined || /^\d+(\.\d+)?$/.test(given)) continue
    await complain(proc, proc.flavor === 'busybox' ? `invalid number '${given}'` : `invalid argument: '${given}'`)
    return undefined
  }
  if (words.last('c') === '0' && proc.flavor === 'gnu') {
    await complain(proc, `invalid argument: '0': out of range: 1 <= value <= 9223372036854775807`)
    return undefined
  }
  const number = (name: string, otherwise: number): number => Number(words.last(name) ?? otherwise)
  return {
    count: number('c', 0) || Infinity,
    size: number('s', 56),
    interval: number('i', 1) * 1e6,
    deadline: (number('w', 0) || Infinity) * 1e6,
    wait: number('W', 10) * 1e6,
    quiet: words.has('q'),
  }
}

class Pinging {
  readonly #proc: Proc
  readonly #wanted: Wanted
  readonly #say: PingWords
  readonly #target: { readonly host: ByteString; readonly address: string }
  readonly #times: number[] = []
  readonly #begun: number
  #sent = 0

  constructor(proc: Proc, wanted: Wanted, say: PingWords, target: { host: ByteString; address: string }) {
    this.#proc = proc
    this.#wanted = wanted
    this.#say = say
    this.#target = target
    this.#begun = proc.host.now()
  }

  async run(): Promise<number> {
    const { host, address } = this.#target
    const { size, deadline } = this.#wanted
    const unsent = this.#failure()
    if (unsent !== undefined && this.#say.failure !== 1) {
      await complain(this.#proc, `connect: ${unsent.message}`)
      return this.#say.failure
    }
    await this.#proc.write(1, this.#say.begin(host, address, size))
    if (unsent !== undefined) {
      await complain(this.#proc, `sendto: ${unsent.message}`)
      return 1
    }
    let isStopped: () => void = () => undefined
    const stopped = new Promise<void>((resolve) => (isStopped = resolve))
    this.#proc.handle(signalNumbers.INT, isStopped)
    await Promise.race([this.#all(), stopped, ...(deadline === Infinity ? [] : [this.#proc.sleep(deadline)])])
    return this.#end()
  }

  /** Why nothing can be sent at all. */
  #failure(): Errno | undefined {
    const echo = this.#proc.host.network.echo(this.#target.address)
    return echo === 'ENETUNREACH' ? new Errno(echo) : undefined
  }

  async #all(): Promise<void> {
    const { count, interval, wait } = this.#wanted
    while (this.#sent < count) {
      await this.#one(++this.#sent)
      if (this.#sent < count) await this.#proc.sleep(interval)
    }
    if (this.#times.length < this.#sent) await this.#proc.sleep(wait)
  }

  async #one(sequence: number): Promise<void> {
    const begun = this.#proc.host.now()
    const echo = this.#proc.host.network.echo(this.#target.address)
    const { host, address } = this.#target
    const told = { host, address, sequence, bytes: this.#wanted.size + 8 }
    if (echo === 'EHOSTUNREACH') await this.#print(this.#say.unreachable(told, this.#ownAddress()))
    if (echo !== 'answers') return
    // What a container's neighbour takes to answer, besides what it takes here.
    const time = (this.#proc.host.now() - begun + 40) / 1000
    this.#times.push(time)
    await this.#print(this.#say.answered({ ...told, time }))
  }

  #ownAddress(): string {
    const [, own] = this.#proc.host.network.interfaces()
    return own?.addresses[0]?.split('/')[0] ?? '127.0.0.1'
  }

  async #print(text: string): Promise<void> {
    if (!this.#wanted.quiet && text !== '') await this.#proc.write(1, text)
  }

  async #end(): Promise<number> {
    const sent: Sent = {
      sent: this.#sent,
      times: this.#times,
      length: (this.#proc.host.now() - this.#begun) / 1000,
      isTimed: this.#wanted.size >= 16,
    }
    await this.#proc.write(1, this.#say.end(this.#target.host, sent))
    return this.#times.length > 0 ? 0 : 1
  }
}
