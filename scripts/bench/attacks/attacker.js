import * as attacks from './attacks.js'

// A process of its own for one attack: `node attacker.js name socket [count]`. Says when it is at its full height; ends
// when whoever started it does or says so, and in any case after a while.
const [, , name, socketPath, count] = process.argv
const longest = 60_000

process.on('disconnect', () => process.exit())
setTimeout(() => process.exit(), longest)
const attack = count === undefined ? attacks[name] : attacks[name](Number(count))
await attack(socketPath)
process.send('at its height')
