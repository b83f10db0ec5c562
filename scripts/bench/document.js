import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../workspace.js'

const file = join(root, 'docs/benchmarks.md')

/** Puts text in docs/benchmarks.md, between the comments that begin with `bench: <name>` and `end of <name>`. */
export async function document(name, text) {
  const before = await readFile(file, 'utf8')
  const [begin, end] = [`<!-- bench: ${name} -->`, `<!-- end of ${name} -->`]
  const [from, to] = [before.indexOf(begin) + begin.length, before.indexOf(end)]
  if (from < begin.length || to < from) throw new Error(`docs/benchmarks.md has no ${begin} with an ${end} behind it`)
  await writeFile(file, `${before.slice(0, from)}\n\n${text}\n\n${before.slice(to)}`)
}
