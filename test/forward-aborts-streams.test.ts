import { describeAbandoning } from './support/abandoning-suite.js'
import { docker } from './support/docker.js'
import { get, post } from './support/wire.js'

const upgrade = ['Connection: Upgrade', 'Upgrade: tcp']
const ticking = 'while :; do echo tick; sleep 0.1; done'

describeAbandoning(
  'clients that leave what a real engine behind forward streams',
  {
    events: { request: () => get('/events') },
    'logs that are followed': { request: () => get('/containers/web/logs?follow=1&stdout=1') },
    stats: { request: () => get('/containers/web/stats') },
    'a wait': { request: () => post('/containers/web/wait', []) },
    'an attach': { request: () => post('/containers/web/attach?stream=1&stdin=1&stdout=1', upgrade), takenOver: true },
    // Where it reads no input, dockerd notices at the next output only.
    'an attach without an upgrade': {
      request: () => post('/containers/clock/attach?stream=1&stdout=1', []),
      takenOver: true,
    },
  },
  async ({ address }) => {
    await docker(address, ['run', '--detach', '--name', 'clock', 'busybox', 'sh', '-c', ticking])
  },
)
