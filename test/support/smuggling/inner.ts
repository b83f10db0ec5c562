import { json, post } from '../wire.js'

/** What makes a volume, wherever it is taken for a request of its own. */
export const inner = post('/volumes/create', [json], '{"Name":"smuggled"}')

/** The headers of a body in chunks, `inner` as a chunk, and the last chunk. */
export const chunked = 'Transfer-Encoding: chunked'
export const chunk = `${inner.length.toString(16)}\r\n${inner}\r\n`
export const last = '0\r\n\r\n'

/** What asks for an upgrade to what is no HTTP. */
export const upgrade = ['Connection: Upgrade', 'Upgrade: tcp']
