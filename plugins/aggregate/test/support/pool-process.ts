import { quick, startPool } from './running-pool.js'

// A pool in a process of its own: its words are where leaders are elected, and its children.
const [leader = '', ...children] = process.argv.slice(2)
const times = { ...quick, rescheduleGrace: 500, rescheduleRetry: 200, leaderTtl: 2000 }
const pool = await startPool(children, { reschedule: 'on-node-failure', leader }, times)
process.send!({ socketPath: pool.daemon.socketPath, port: pool.daemon.port })
