import { expect } from 'chai'
import { describeAbandoning } from './support/abandoning-suite.js'
import { docker } from './support/docker.js'
import { tarHead } from './support/tar.js'
import { get } from './support/wire.js'

// Two thirds of it are more than fits in all buffers between dockerd and a client that does not read.
const size = 6 * 1024 * 1024

describeAbandoning(
  'clients that leave an image that a real engine behind forward saves',
  { 'an image that is saved': { request: () => get('/images/large/get') } },
  async ({ address }) => {
    const input = tarHead('large', size) + '\0'.repeat(size + 1024)
    expect(await docker(address, ['import', '-', 'large'], { input })).to.include({ code: 0 })
  },
)
