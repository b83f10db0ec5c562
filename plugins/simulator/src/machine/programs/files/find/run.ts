import type { ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import { complain, reasonOf } from '../../complain.js'
import { baseOf, directoryOf } from '../../shared/paths.js'
import { quoted } from '../../shared/quote.js'
import { codeOf, spawnCommand } from '../../shared/run-command.js'

const mostBytes = 128 * 1024

/** Runs a command for what was found: for each, or for many at once (`+`). */
export class CommandRun {
  readonly #proc: Proc
  readonly #words: readonly ByteString[]
  readonly #inDirectory: boolean
  #paths: ByteString[] = []
  #bytes = 0
  failed = false

  constructor(proc: Proc, words: readonly ByteString[], inDirectory: boolean) {
    this.#proc = proc
    this.#words = words
    this.#inDirectory = inDirectory
  }

  async runFor(path: ByteString): Promise<boolean> {
    const shown = this.#inDirectory ? `./${baseOf(path)}` : path
    const argv = this.#words.map((word) => word.replaceAll('{}', () => shown))
    return (await this.#run(argv, path)) === 0
  }

  async add(path: ByteString): Promise<void> {
    this.#paths.push(this.#inDirectory ? `./${baseOf(path)}` : path)
    this.#bytes += path.length + 1
    if (this.#bytes > mostBytes) await this.flush()
  }

  async flush(): Promise<void> {
    if (this.#paths.length === 0) return
    const argv = this.#words.flatMap((word) => (word === '{}' ? this.#paths : [word]))
    this.#paths = []
    this.#bytes = 0
    if ((await this.#run(argv, undefined)) !== 0) this.failed = true
  }

  async #run(argv: readonly ByteString[], path: ByteString | undefined): Promise<number> {
    const before = this.#proc.cwd
    try {
      if (this.#inDirectory && path !== undefined) this.#proc.chdir(directoryOf(path))
      const pid = spawnCommand(this.#proc, argv)
      if (this.#inDirectory) this.#proc.chdir(before)
      const ended = await this.#proc.wait(pid)
      return ended === undefined ? 0 : codeOf(ended)
    } catch (thrown) {
      const reason = reasonOf(thrown)
      await complain(this.#proc, `${this.#proc.flavor === 'gnu' ? quoted(argv[0]!) : argv[0]}: ${reason}`)
      return 127
    }
  }
}
