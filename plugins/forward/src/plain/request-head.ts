import type { Outgoing } from '../request.js'

// RFC 9110 sections 5.1 and 5.5, as Node checks them: what a backend in front has written is written by nobody else.
const name = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const unwritable = /[^\t\x20-\x7e\x80-\xff]/
const unwritableInTarget = /[^\x21-\xff]/

/** The head of a request, in latin1. Throws a `TypeError` for what would make another one of it. */
export function requestHead({ method, target, headers }: Outgoing): string {
  if (unwritableInTarget.test(target)) throw new TypeError(`the path ${JSON.stringify(target)} cannot be sent`)
  let head = `${method} ${target} HTTP/1.1\r\n`
  for (const [field, value] of headers) {
    if (!name.test(field) || unwritable.test(value)) {
      throw new TypeError(`the header ${JSON.stringify(field)} cannot be sent: ${JSON.stringify(value)}`)
    }
    head += `${field}: ${value}\r\n`
  }
  return `${head}Connection: keep-alive\r\n\r\n`
}
