#!/usr/bin/env node
// An old Node has to read this file to the end, to say that it is too old: nothing newer than ES2020 in here.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major > 20 || (major === 20 && minor >= 19)) {
  import('#main')
    .then(({ main }) => main(process.argv.slice(2)))
    // Whatever a backend has left running ends here; what was printed is written out first.
    .then((code) => process.stdout.write('', () => process.exit(code)))
} else {
  process.stderr.write(`swarmd: needs Node.js 20.19 or newer, this is ${process.versions.node}\n`)
  process.exitCode = 1
}
