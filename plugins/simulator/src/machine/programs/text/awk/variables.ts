import type { ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import { AwkError, type ArrayName } from './ast.js'
import { Read, toNumber, toText, type AwkArray, type Value } from './values.js'

/** What a name stands for. */
export type Cell = Value | AwkArray

const initial = {
  FS: ' ', OFS: ' ', ORS: '\n', RS: '\n', SUBSEP: '\x1c', CONVFMT: '%.6g', OFMT: '%.6g', NR: 0, FNR: 0, RSTART: 0,
  RLENGTH: -1, FILENAME: '',
} // prettier-ignore

/** The variables of a program, with those of the function that runs. */
export class Variables {
  readonly proc: Proc
  readonly globals = new Map<string, Cell>(Object.entries(initial))
  protected locals: Cell[] = []

  constructor(proc: Proc) {
    this.proc = proc
  }

  /** A special variable as text. */
  text(name: string): ByteString {
    return this.textOf(this.globals.get(name) as Value)
  }
  number(name: string): number {
    return toNumber(this.globals.get(name) as Value)
  }
  textOf(value: Value): ByteString {
    if (typeof value === 'string') return value
    return toText(
      value,
      typeof value === 'number' && !Number.isInteger(value) ? (this.globals.get('CONVFMT') as string) : '%.6g',
    )
  }

  /** The array of a name, made where there is none. */
  array(name: ArrayName): AwkArray {
    const known = name.kind === 'global' ? this.globals.get(name.name) : this.locals[name.index]
    if (known instanceof Map) return known
    if (known !== undefined) throw new AwkError('not an array', -1)
    const made: AwkArray = new Map()
    if (name.kind === 'global') this.globals.set(name.name, made)
    else this.locals[name.index] = made
    return made
  }

  /** Sets an element, whose memory is counted. */
  put(elements: AwkArray, key: ByteString, value: Value): void {
    const before = elements.get(key)
    if (before === undefined && !elements.has(key)) this.proc.grow(key.length + 64)
    const grown = lengthOf(value) - lengthOf(before)
    if (grown !== 0) this.proc.grow(grown)
    elements.set(key, value)
  }
}

/** What a variable holds; throws for an array. */
export function scalarOf(cell: Cell, name: string): Value {
  if (cell instanceof Map) throw new AwkError(`${name} is an array`, -1)
  return cell
}

const lengthOf = (value: Value): number =>
  typeof value === 'string' ? value.length : value instanceof Read ? value.text.length : 0
