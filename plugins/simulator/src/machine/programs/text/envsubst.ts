import type { ByteString } from '../../byte-string.js'
import type { Program } from '../../kernel/proc.js'
import { Lines } from '../lines.js'
import { Output } from '../output.js'

const variable = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g

const namesIn = (text: ByteString): Set<string> =>
  new Set([...text.matchAll(variable)].map(([, braced, plain]) => braced ?? plain ?? ''))

/** `envsubst`: puts the values of variables into its input, of all or of those that its argument has. */
export const envsubst: Program = async (proc) => {
  const [, format] = proc.argv
  if (format === '-v' || format === '--variables') {
    await proc.write(1, [...namesIn(proc.argv[2] ?? '')].map((name) => `${name}\n`).join(''))
    return 0
  }
  const wanted = format === undefined ? undefined : namesIn(format)
  const replaced = (text: ByteString): ByteString =>
    text.replace(variable, (written, braced: string | undefined, plain: string | undefined) => {
      const name = braced ?? plain ?? ''
      return wanted === undefined || wanted.has(name) ? (proc.env.get(name) ?? '') : written
    })
  const output = new Output(proc)
  const lines = new Lines(proc, 0)
  for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
    await output.print(replaced(line.text) + (line.ended ? '\n' : ''))
  }
  await output.flush()
  return 0
}
