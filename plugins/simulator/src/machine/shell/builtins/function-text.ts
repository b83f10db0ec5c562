import type { ByteString } from '../../byte-string.js'
import type { ShellFunction } from '../state/function.js'

/** A function as bash shows it: its commands as they are written. */
export function functionText(name: ByteString, { body, source }: ShellFunction): ByteString {
  const text = source.slice(body)
  if (body.type !== 'BraceGroup') return `${name} () \n{ \n    ${text}\n}\n`
  const commands = body.body.commands.map((statement) => source.slice(statement).replace(/;$/, ''))
  return `${name} () \n{ \n${commands.map((command) => `    ${command}`).join(';\n')}\n}\n`
}
