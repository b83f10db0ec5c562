import { appendFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { standAt } from '../../dist/etcd/stand.js'
import { fail } from './observed.js'

// A process that stands for leader, and acts for as long as it is: each time it writes its term and name to the ledger.
// It ends itself when it is told to.
const [place = '', value = '', ttl = '', ledger = ''] = process.argv.slice(2)
const observer = { troubled: () => undefined, recovered: () => undefined }
const standing = standAt(place, { value, ttl: Number(ttl), observer }, fail)
let isOver = false
process.once('SIGTERM', () => {
  isOver = true
  void standing.end()
})
while (!isOver) {
  const { election } = standing
  if (await election.guard()) appendFileSync(ledger, `${election.token} ${value}\n`)
  await setTimeout(5)
}
