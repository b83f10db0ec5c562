import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Stat } from '../../../files/files.js'
import type { Proc } from '../../../kernel/proc.js'
import { complain } from '../../complain.js'
import { turn } from '../../shared/turn.js'
import { joined } from '../../shared/paths.js'
import { quoted } from '../../shared/quote.js'
import type { Found, Test } from './entry.js'

/** How the files are gone through. */
export class Walk {
  follow: 'all' | 'operands' | 'none' = 'none'
  minDepth = 0
  maxDepth = Infinity
  depthFirst = false
  oneFileSystem = false
  /** Of what was found last: do not go into it. */
  pruned = false
  quit = false
  code = 0
  readonly #proc: Proc

  constructor(proc: Proc) {
    this.#proc = proc
  }

  async from(start: ByteString, test: Test): Promise<void> {
    await this.#visit({ path: start, start, depth: 0 }, test, undefined)
  }

  async #visit(place: Omit<Found, 'stat'>, test: Test, device: number | undefined): Promise<void> {
    await turn(this.#proc)
    const { path, start, depth } = place
    const stat = await this.#look(path, depth)
    if (stat === undefined || (device !== undefined && stat.device !== device)) return
    const found = { ...place, stat }
    this.pruned = false
    const isTested = depth >= this.minDepth
    if (isTested && !this.depthFirst) await test(found)
    const goesIn = stat.kind === 'directory' && depth < this.maxDepth && (!this.pruned || this.depthFirst) && !this.quit
    for (const name of goesIn ? await this.#names(path) : []) {
      const inside = this.oneFileSystem ? stat.device : undefined
      await this.#visit({ path: joined(path, name), start, depth: depth + 1 }, test, inside)
      if (this.quit) return
    }
    if (isTested && this.depthFirst) await test(found)
  }

  async #look(path: ByteString, depth: number): Promise<Stat | undefined> {
    const { files } = this.#proc.host
    const follow = this.follow === 'all' || (this.follow === 'operands' && depth === 0)
    try {
      return files.stat(path, this.#proc.caller, { follow })
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      if (follow && thrown.code === 'ENOENT') {
        try {
          return files.stat(path, this.#proc.caller, { follow: false })
        } catch (again) {
          if (!(again instanceof Errno)) throw again
        }
      }
      await this.#cannot(path, thrown)
      return undefined
    }
  }

  async #names(path: ByteString): Promise<readonly ByteString[]> {
    try {
      return [...this.#proc.host.files.list(path, this.#proc.caller)]
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      await this.#cannot(path, thrown)
      return []
    }
  }

  async #cannot(path: ByteString, { message }: Errno): Promise<void> {
    this.code = 1
    await complain(this.#proc, `${this.#proc.flavor === 'gnu' ? quoted(path) : path}: ${message}`)
  }
}
