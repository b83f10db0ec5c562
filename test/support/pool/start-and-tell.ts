import { startEngines } from './engines.js'

// A program that starts an engine, tells where it is, and is killed.
const { engines } = await startEngines(1)
const { link, socketPath, address } = engines[0]!
console.log(JSON.stringify({ number: link.number, socketPath, address }))
setInterval(() => undefined, 1000)
