import type { ByteString } from '../../byte-string.js'

/** What is wrong with a script, where, and what was read there. */
export type Fault =
  | { readonly kind: 'token'; readonly pos: number; readonly token: ByteString; readonly expecting: string | undefined }
  | { readonly kind: 'open'; readonly pos: number; readonly closer: string; readonly what: string }
  | { readonly kind: 'other'; readonly pos: number; readonly sentence: string }
