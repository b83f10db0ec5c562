import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import { BodyError, readBody, responseFraming } from '../../../http/body.js'
import type { Response } from '../../../http/response.js'
import { lookAt } from '../../shared/look.js'
import type { Patience } from '../late.js'
import type { Socket } from '../socket.js'
import { hostField, type Url } from '../url.js'
import { orLate } from './gnu-late.js'
import type { GnuRun } from './gnu-run.js'
import { codes, Failed, rateOf } from './gnu-wanted.js'
import { inQuotes } from './quotes.js'

/** A download that has been answered. */
export interface Download {
  readonly socket: Socket
  readonly url: Url
  readonly response: Response
  /** The file that it is saved to; `-` for the standard output. */
  readonly name: ByteString
  readonly patience: Patience
}

/** The files that downloads of one run are saved to. */
export class GnuFiles {
  readonly #run: GnuRun
  /** The one that all are saved to, where one was named. */
  #output: number | undefined

  constructor(run: GnuRun) {
    this.#run = run
  }

  /** The name of the file for what is at a URL. */
  nameFor({ target }: Url): ByteString {
    const { proc, wanted: how } = this.#run
    const { output, prefix } = how
    if (output !== undefined) return output
    const last = target.slice(target.lastIndexOf('/') + 1)
    const wanted = `${prefix === undefined ? '' : `${prefix}/`}${last === '' ? 'index.html' : last}`
    if (how.keepsWhatIsThere) return wanted
    let name = wanted
    for (let number = 1; lookAt(proc, name) !== undefined; number++) name = `${wanted}.${number}`
    return name
  }

  /** Saves what comes, and tells of it; gives the exit code. Throws `Failed`. */
  async save({ socket, url, response, name, patience }: Download): Promise<number> {
    const { proc, wanted, log } = this.#run
    const { status, headers } = response
    const isOutput = name === '-'
    const fd = await this.#open(name)
    await log.say(`Saving to: ${inQuotes(proc, isOutput ? 'STDOUT' : name)}\n\n`)
    const begun = proc.host.now()
    const framing = responseFraming(status, headers, 'GET')
    const expected = framing !== 'malformed' && framing.kind === 'length' ? framing.length : undefined
    let got = 0
    const copy = async (): Promise<boolean> => {
      try {
        for await (const some of readBody(
          socket.reader,
          framing === 'malformed' ? { kind: 'until the end' } : framing,
        )) {
          patience.renew()
          got += some.length
          await proc.write(fd, some)
        }
        return true
      } catch (thrown) {
        if (thrown instanceof BodyError) return false
        throw thrown
      }
    }
    const isWhole = await orLate(
      copy(),
      patience,
      `\n\n${log.time()} - Read error at byte ${got} (Connection timed out).`,
    )
    socket.close()
    if (fd !== 1 && this.#output === undefined) proc.close(fd)
    const rate = rateOf(got, proc.host.now() - begun)
    const percent = expected === undefined ? '' : `${expected === 0 ? 0 : Math.floor((got * 100) / expected)}%`
    await log.say(`     0K${percent.padStart(percent === '' ? 55 : 59)} ${rate.replace(/ (.)?B\/s/, '$1')}=0s\n\n`)
    if (!isWhole) throw new Failed(`${log.time()} (${rate}) - Connection closed at byte ${got}. `, codes.network, true)
    const of = expected === undefined ? `[${got}]` : `[${got}/${expected}]`
    const how = isOutput ? 'written to stdout' : `${inQuotes(proc, name)} saved`
    if (wanted.level === 'short')
      await log.write(`${log.time()} URL:${url.scheme}://${hostField(url)}${url.target} ${of} -> "${name}" [1]\n`)
    return log.say(`${log.time()} (${rate}) - ${how} ${of}\n\n`, 0)
  }

  async #open(name: ByteString): Promise<number> {
    if (name === '-') return 1
    if (this.#output !== undefined) return this.#output
    const { proc, wanted, log } = this.#run
    try {
      const fd = await proc.open(name, { write: true, create: true, truncate: true })
      if (wanted.output !== undefined) this.#output = fd
      return fd
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      await log.write(`${name}: ${thrown.message}\n`)
      throw new Failed('', wanted.output === undefined ? codes.file : codes.generic, false)
    }
  }
}
