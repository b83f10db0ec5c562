/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>

/** Whether a value is a JSON object. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Changes one object. */
export type Change = (fields: Fields) => Fields

/** An object without some of its fields. */
export function without(fields: Fields, names: readonly string[]): Fields {
  return names.some((name) => Object.hasOwn(fields, name))
    ? Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
    : fields
}

/** Leaves fields out. */
export const leaveOut =
  (...names: readonly string[]): Change =>
  (fields) =>
    without(fields, names)

/** Leaves fields out that say nothing: null, false, 0, an empty text, list or object. */
export const leaveOutEmpty =
  (...names: readonly string[]): Change =>
  (fields) =>
    without(
      fields,
      names.filter((name) => isEmpty(fields[name])),
    )

/** Whether a value is what Go leaves out by `omitempty`. */
export function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  if (isFields(value)) return Object.keys(value).length === 0
  return value === undefined || value === null || value === false || value === 0 || value === ''
}

/** Adds fields where they are missing. */
export const complete =
  (missing: Fields): Change =>
  (fields) => ({ ...missing, ...fields })

/** Changes an object inside of an object, where it is one. */
export const within =
  (name: string, ...changes: readonly Change[]): Change =>
  (fields) => {
    const value = fields[name]
    return isFields(value) ? { ...fields, [name]: all(...changes)(value) } : fields
  }

/** Changes each object of a list inside of an object. */
export const withinEach =
  (name: string, ...changes: readonly Change[]): Change =>
  (fields) => {
    const value = fields[name]
    return Array.isArray(value) ? { ...fields, [name]: each(...changes)(value) } : fields
  }

/** Changes each value of an object that is an object. */
export const everyValue =
  (...changes: readonly Change[]): Change =>
  (fields) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, isFields(value) ? all(...changes)(value) : value]),
    )

/** One change after the other. */
export const all =
  (...changes: readonly Change[]): Change =>
  (fields) =>
    changes.reduce((changed, change) => change(changed), fields)

/** Changes an answer that is an object. */
export const one =
  (...changes: readonly Change[]) =>
  (answer: unknown): unknown =>
    isFields(answer) ? all(...changes)(answer) : answer

/** Changes the objects of an answer that is a list. */
export const each =
  (...changes: readonly Change[]) =>
  (answer: unknown): unknown =>
    Array.isArray(answer) ? answer.map(one(...changes)) : answer

/** The texts of a list; none where it is no list. */
export const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((text): text is string => typeof text === 'string') : []
