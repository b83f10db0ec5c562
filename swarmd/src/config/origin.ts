import { swarmError } from 'libswarm-core'
import { map, text, type Shape } from './shape.js'

/** An origin, exactly as browsers write it: what is compared is the text. */
export const origin: Shape<string> = map(text, check, 'an origin (https://ui.example)')

function check(written: string): string {
  // What pages without an origin of their own send, and any page can make itself one.
  if (written === 'null' || written.includes('*')) throw invalid(written, 'every web page could be of it')
  if (!/^[a-z][a-z\d+.-]*:\/\/[^/?#@\s]+$/i.test(written)) throw invalid(written, 'it is written https://host:port')
  const right = /^https?:/i.test(written) && URL.canParse(written) ? new URL(written).origin : written
  if (right !== written) throw invalid(written, `browsers write it ${right}`)
  return written
}

function invalid(written: string, reason: string): Error {
  return swarmError('InvalidParameter', `invalid origin ${JSON.stringify(written)}: ${reason}`)
}
