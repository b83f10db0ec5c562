import { readHead, type Head } from './head.js'
import { Lines } from './lines.js'
import { NotHttp } from './not-http.js'

// dockerd allows 1 MiB of headers, and so may what stands behind another address.
const longest = 1024 * 1024
const end = Buffer.from('\r\n\r\n')
const beginning = 'HTTP/1.'

/** Puts the head of an answer together. */
export class HeadReader {
  /** What came before, where a head does not come in one piece. */
  #lines: Lines | undefined
  #read: string[] = []
  #isHttp = false

  /**
   * Takes what has come. Returns the head and where it ended as soon as it is there to its end; heads that only say that
   * another one is to come (RFC 9110 section 15.2) are left out. Throws `NotHttp`.
   */
  take(bytes: Buffer, method: string): readonly [head: Head, behind: number] | undefined {
    let at = 0
    while (at < bytes.length) {
      const behind = this.#takeLines(bytes, at)
      if (behind === undefined) return undefined
      const head = readHead(this.#read, method)
      if (head.status >= 200 || head.status === 101) return [head, behind]
      if (!head.keeps) throw new NotHttp(`it ends the connection with the status ${head.status}`)
      this.#read = []
      this.#lines = undefined
      at = behind
    }
    return undefined
  }

  /** Takes the lines up to the empty one; returns where that ended. */
  #takeLines(bytes: Buffer, from: number): number | undefined {
    if (this.#lines === undefined) {
      const whole = bytes.indexOf(end, from)
      if (whole >= 0 && whole - from < longest) {
        this.#read = bytes.toString('latin1', from, whole).split('\r\n')
        return whole + end.length
      }
      this.#lines = new Lines(longest)
    }
    for (let at = from; at < bytes.length;) {
      const found = this.#lines.next(bytes, at)
      if (found === undefined) break
      const [line, behind] = found
      if (line === '') return behind
      this.#read.push(line)
      at = behind
    }
    if (!this.#isHttp) this.#compare((this.#read[0] ?? this.#lines.begun).slice(0, beginning.length))
    return undefined
  }

  /** Refuses what will never be a head as soon as it shows. */
  #compare(begun: string): void {
    if (!beginning.startsWith(begun)) throw new NotHttp(`it begins with ${JSON.stringify(begun)}`)
    this.#isHttp = begun.length === beginning.length
  }
}
