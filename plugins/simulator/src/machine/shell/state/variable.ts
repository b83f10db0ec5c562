import type { ByteString } from '../../byte-string.js'

/** A variable of a shell. */
export interface Variable {
  /** Undefined where it has attributes but no value. Of an array the element 0 is its value, too. */
  value: ByteString | undefined
  /** Elements by index of an indexed array (sorted), or by key of an associative one. */
  elements: Map<number, ByteString> | Map<ByteString, ByteString> | undefined
  kind: 'scalar' | 'indexed' | 'associative'
  /** One more than the highest index of an indexed array. */
  top: number
  isExported: boolean
  isReadOnly: boolean
  isInteger: boolean
  isReference: boolean
  letters: 'lower' | 'upper' | undefined
}

export const newVariable = (): Variable => ({
  value: undefined,
  elements: undefined,
  kind: 'scalar',
  top: 0,
  isExported: false,
  isReadOnly: false,
  isInteger: false,
  isReference: false,
  letters: undefined,
})

export const copyVariable = (variable: Variable): Variable => ({
  ...variable,
  elements:
    variable.elements === undefined
      ? undefined
      : new Map<never, ByteString>(variable.elements as Map<never, ByteString>),
})

/** Indexes of an array, in their order. */
export const indexesOf = (variable: Variable): readonly (number | ByteString)[] => {
  if (variable.elements === undefined) return variable.value === undefined ? [] : [0]
  const keys: (number | ByteString)[] = [...variable.elements.keys()]
  return variable.kind === 'indexed' ? (keys as number[]).sort((a, b) => a - b) : keys
}

/** The elements of an array, in their order; of a scalar its value. */
export const valuesOf = (variable: Variable | undefined): readonly ByteString[] => {
  if (variable === undefined) return []
  const { elements } = variable
  if (elements === undefined) return variable.value === undefined ? [] : [variable.value]
  return indexesOf(variable).map((index) => (elements as Map<number | ByteString, ByteString>).get(index)!)
}
