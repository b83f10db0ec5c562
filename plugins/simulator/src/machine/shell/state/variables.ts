import type { ByteString } from '../../byte-string.js'
import { copyVariable, newVariable, type Variable } from './variable.js'

/** What is read-only was to be changed. */
export class ReadOnlyVariable extends Error {
  readonly variable: ByteString

  constructor(variable: ByteString) {
    super(variable)
    this.variable = variable
  }
}

/** A variable whose value comes from elsewhere, such as `RANDOM`. */
export interface Dynamic {
  readonly get: () => ByteString
  readonly set?: (value: ByteString) => void
}

/** Counts bytes that are kept: more (or less) than before. */
export type Count = (bytes: number) => void

type Saved = Map<ByteString, Variable | undefined>

/** The variables of one shell, those of the functions that run among them. */
export class Variables {
  readonly dynamic = new Map<ByteString, Dynamic>()
  /** Called when one gets another value. */
  changed: (name: ByteString) => void = () => undefined
  readonly #all = new Map<ByteString, Variable>()
  readonly #frames: Saved[] = []
  readonly #count: Count

  constructor(count: Count) {
    this.#count = count
  }

  /** For a subshell: those that there are, apart from the original. */
  copyFrom(other: Variables): void {
    for (const [name, variable] of other.#all) this.#all.set(name, copyVariable(variable))
    for (const frame of other.#frames) this.#frames.push(new Map(frame))
  }

  entries(): IterableIterator<[ByteString, Variable]> {
    return this.#all.entries()
  }

  names(): readonly ByteString[] {
    return [...this.#all.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  }

  find(name: ByteString): Variable | undefined {
    const variable = this.#all.get(name)
    return variable?.isReference === true ? this.#referred(variable) : variable
  }

  /** The one of that very name, even where it refers to another. */
  own(name: ByteString): Variable | undefined {
    return this.#all.get(name)
  }

  /** The variable of that name, which is made where there is none. */
  require(name: ByteString): Variable {
    const target = this.nameOf(name)
    let variable = this.#all.get(target)
    if (variable === undefined) this.#all.set(target, (variable = newVariable()))
    return variable
  }

  ownRequire(name: ByteString): Variable {
    let variable = this.#all.get(name)
    if (variable === undefined) this.#all.set(name, (variable = newVariable()))
    return variable
  }

  /** The name that a name stands for, which another variable may refer to. */
  nameOf(name: ByteString): ByteString {
    let target = name
    for (let round = 0; round < 10; round++) {
      const variable = this.#all.get(target)
      if (variable?.isReference !== true || variable.value === undefined) break
      target = variable.value
    }
    return target
  }

  #referred(variable: Variable): Variable | undefined {
    return variable.value === undefined ? undefined : this.#all.get(this.nameOf(variable.value))
  }

  get(name: ByteString): ByteString | undefined {
    const dynamic = this.dynamic.get(name)
    if (dynamic !== undefined) return dynamic.get()
    const variable = this.find(name)
    if (variable?.elements === undefined) return variable?.value
    return (variable.elements as Map<number | ByteString, ByteString>).get(variable.kind === 'indexed' ? 0 : '0')
  }

  /** Throws `ReadOnlyVariable`. */
  set(name: ByteString, value: ByteString): Variable {
    const variable = this.require(name)
    if (variable.isReadOnly) throw new ReadOnlyVariable(name)
    const dynamic = this.dynamic.get(name)
    if (dynamic?.set !== undefined) {
      dynamic.set(value)
      return variable
    }
    if (variable.elements !== undefined) this.setElement(name, variable.kind === 'indexed' ? 0 : '0', value)
    else {
      this.#count(value.length - (variable.value?.length ?? -64))
      variable.value = value
    }
    this.changed(name)
    return variable
  }

  setElement(name: ByteString, index: number | ByteString, value: ByteString): void {
    const variable = this.require(name)
    if (variable.isReadOnly) throw new ReadOnlyVariable(name)
    if (variable.elements === undefined) this.makeArray(variable, 'indexed')
    const elements = variable.elements as unknown as Map<number | ByteString, ByteString>
    this.#count(value.length - (elements.get(index)?.length ?? -64))
    elements.set(index, value)
    if (typeof index === 'number' && index >= variable.top) variable.top = index + 1
    this.changed(name)
  }

  /** Makes it an array, with the value that it has as element 0. */
  makeArray(variable: Variable, kind: 'indexed' | 'associative'): void {
    if (variable.elements !== undefined) return
    const { value } = variable
    variable.kind = kind
    variable.elements = new Map<never, ByteString>()
    variable.top = kind === 'indexed' && value !== undefined ? 1 : 0
    if (value !== undefined)
      (variable.elements as Map<number | ByteString, ByteString>).set(kind === 'indexed' ? 0 : '0', value)
    variable.value = undefined
  }

  /** Throws `ReadOnlyVariable`. */
  unset(name: ByteString): void {
    const target = this.nameOf(name)
    const variable = this.#all.get(target)
    if (variable?.isReadOnly === true) throw new ReadOnlyVariable(name)
    this.#count(-(variable?.value?.length ?? 0))
    this.#all.delete(target)
    this.dynamic.delete(target)
    this.changed(target)
  }

  unsetElement(name: ByteString, index: number | ByteString): void {
    const variable = this.find(name)
    if (variable?.isReadOnly === true) throw new ReadOnlyVariable(name)
    const elements = variable?.elements as Map<number | ByteString, ByteString> | undefined
    if (variable === undefined || elements === undefined || !elements.delete(index)) return
    if (index === variable.top - 1)
      variable.top = [...elements.keys()].reduce<number>((top, key) => Math.max(top, Number(key) + 1), 0)
  }

  /** A function is called. */
  enter(): void {
    this.#frames.push(new Map())
  }

  /** It returns: what was local to it is as it was before. */
  leave(): void {
    this.restore(this.#frames.pop()!)
  }

  /** Makes a variable local to the function that runs; `inherit` with the value and attributes of the outer one. */
  makeLocal(name: ByteString, inherit: boolean): void {
    const frame = this.#frames.at(-1)!
    if (frame.has(name)) return
    const outer = this.#all.get(name)
    frame.set(name, outer)
    if (inherit && outer !== undefined) this.#all.set(name, copyVariable(outer))
    else this.#all.set(name, { ...newVariable(), isExported: outer?.isExported ?? false })
  }

  get depth(): number {
    return this.#frames.length
  }

  /** What some variables are now, for `restore`. */
  save(names: Iterable<ByteString>): Saved {
    const saved: Saved = new Map()
    for (const name of names) {
      const variable = this.#all.get(name)
      saved.set(name, variable && copyVariable(variable))
    }
    return saved
  }

  restore(saved: Saved): void {
    for (const [name, variable] of saved) {
      if (variable === undefined) this.#all.delete(name)
      else this.#all.set(name, variable)
      this.changed(name)
    }
  }

  /** What programs get. */
  exported(): Map<ByteString, ByteString> {
    const env = new Map<ByteString, ByteString>()
    for (const [name, { isExported, value }] of this.#all) {
      if (isExported && value !== undefined) env.set(name, this.dynamic.get(name)?.get() ?? value)
    }
    return env
  }
}
