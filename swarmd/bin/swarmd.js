#!/usr/bin/env node
import { main } from '../dist/main.js'

const code = await main(process.argv.slice(2))
// Whatever a backend has left running ends here; what was printed is written out first.
process.stdout.write('', () => process.exit(code))
