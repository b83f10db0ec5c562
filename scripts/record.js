// Writes test/fixtures/recorded: what a real Docker Engine, started here, answers to the table of commands.
// `npm run record` writes all of it, `npm run record -- commands` what is named.
import { build, requireNode, root } from './workspace.js'

requireNode()
await build()
const { recorders } = await import('../dist-test/support/recorded/recorders.js')
const given = process.argv.slice(2)
for (const name of given.length > 0 ? given : Object.keys(recorders)) {
  if (recorders[name] === undefined) throw new Error(`no ${name}; there are ${Object.keys(recorders).join(', ')}`)
  const path = await recorders[name]()
  console.log(path.replace(root, ''))
}
