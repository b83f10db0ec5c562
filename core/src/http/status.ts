import type { ErrorKind } from '../errors.js'

/** The only place that knows numbers for kinds (moby's `httpstatus`, RFC 9110 section 15). */
export const statusOf: Readonly<Record<ErrorKind, number>> = {
  InvalidParameter: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  Conflict: 409,
  NotModified: 304,
  TooLarge: 413,
  NotImplemented: 501,
  Unavailable: 503,
  Unreachable: 502,
  LoopDetected: 508,
  Deadline: 504,
  Internal: 500,
}
