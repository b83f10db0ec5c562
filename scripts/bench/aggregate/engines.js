import { install } from 'libswarm-backend-simulator'
import { startDaemon } from 'libswarm-core'

// A process of its own for `startPool`: simulated engines, each a daemon with the whole API on a socket of its own. Told
// how many containers each has and where each listens, it says when all do, then each time it is asked the memory it has.

process.once('message', ({ sockets, containers }) => void startAll(sockets, containers))
process.on('disconnect', () => process.exit())

async function startAll(sockets, containers) {
  for (const { name, socketPath } of sockets) {
    const names = Array.from({ length: containers }, (_, number) => `${name}-c${number}`)
    const options = { name: names, 'engine-name': name, id: name, ports: 'off' }
    const backend = { name: 'simulator', install, options, simulated: true }
    const own = { socketGroup: String(process.getegid()), grace: 0 }
    await startDaemon({ backends: [backend], listen: [`unix://${socketPath}`], ...own })
  }
  process.on('message', () => process.send(process.memoryUsage.rss()))
  process.send('ready')
}
