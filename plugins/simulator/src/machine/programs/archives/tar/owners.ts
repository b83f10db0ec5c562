import { fromBytes, type ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Proc } from '../../../kernel/proc.js'

/** The names of users and groups by their numbers, and the other way round. */
export class Owners {
  readonly #names: ReadonlyMap<number, ByteString>
  readonly #numbers: ReadonlyMap<ByteString, number>

  constructor(proc: Proc, file: '/etc/passwd' | '/etc/group') {
    const lines = readLines(proc, file).map((line) => line.split(':'))
    const found = lines.flatMap(([name = '', , id = '']) => (/^\d+$/.test(id) ? [[Number(id), name] as const] : []))
    this.#names = new Map(found.toReversed())
    this.#numbers = new Map(found.map(([id, name]) => [name, id]))
  }

  nameOf(id: number): ByteString {
    return this.#names.get(id) ?? ''
  }
  idOf(name: ByteString): number | undefined {
    return this.#numbers.get(name)
  }
}

function readLines(proc: Proc, file: ByteString): readonly ByteString[] {
  try {
    return fromBytes(proc.host.files.readFile(file, proc.caller)).split('\n')
  } catch (thrown) {
    if (thrown instanceof Errno) return []
    throw thrown
  }
}
