/** Where a word is expanded. */
export interface Context {
  /** Inside of double quotes, or in a here-document. */
  readonly isQuoted: boolean
  /** In a here-document a backslash before `"` stays. */
  readonly isDocument?: boolean
  /** What has no quotes comes out of an expansion: the operand of `${x:-word}`. */
  readonly isOperand?: boolean
  /** `~` behind `:` and `=` is a home, too. */
  readonly isAssignment?: boolean
  /** It stays one field, so that `$@` is joined. */
  readonly isSingle?: boolean
  /** Nothing is marked: neither split nor a pattern. */
  readonly isText?: boolean
}

export const bare: Context = { isQuoted: false }
export const single: Context = { isQuoted: false, isSingle: true }
export const plainText: Context = { isQuoted: false, isSingle: true, isText: true }
export const assigned: Context = { isQuoted: false, isSingle: true, isAssignment: true, isText: true }
export const inQuotes: Context = { isQuoted: true }
export const textInQuotes: Context = { isQuoted: true, isText: true }
export const inDocument: Context = { isQuoted: true, isDocument: true, isSingle: true, isText: true }
