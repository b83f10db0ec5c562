import { appendFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { Trouble } from '../../dist/discovery/trouble.js'
import { readEtcdAddress } from '../../dist/etcd/address.js'
import { EtcdClient } from '../../dist/etcd/client.js'
import { Election } from '../../dist/etcd/election.js'
import { fail } from './observed.js'

// A process that stands for leader, and acts for as long as it is: each time it writes its term and name to the ledger.
const [address = '', key = '', value = '', ttl = '', ledger = ''] = process.argv.slice(2)
const client = new EtcdClient(readEtcdAddress(address, fail))
const trouble = new Trouble({ troubled: (sentence) => console.log(`trouble ${sentence}`), recovered: () => undefined })
const election = new Election(client, { key, value, ttl: Number(ttl), trouble })
election.onChange((isLeader) => console.log(isLeader ? 'leader' : 'follower'))
void election.campaign(new AbortController().signal)
for (;;) {
  if (await election.guard()) appendFileSync(ledger, `${election.token} ${value}\n`)
  await setTimeout(5)
}
