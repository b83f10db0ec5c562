import { install } from 'libswarm-backend-simulator'
import { startTestDaemon } from 'libswarm-core/testing'

// A process of its own for `startMeasured`: says where it listens, then how many bytes of memory it has, each time it is asked.
const backend = { name: 'simulator', install, options: { name: ['seed'] }, simulated: true }
const daemon = await startTestDaemon({ backends: [backend] })
process.send(daemon.socketPath)
process.on('message', () => {
  globalThis.gc()
  globalThis.gc()
  process.send(process.memoryUsage())
})
process.on('disconnect', () => void daemon.close().then(() => process.exit()))
