import { describeAbandoning } from './support/abandoning-suite.js'
import { tarHead } from './support/tar.js'
import { post } from './support/wire.js'

// So that it shows when a request is being answered.
const expects = 'Expect: 100-continue'
// dockerd, as every Go server, waits half a second before it closes where 256 KiB or more are still to come.
const length = 'Content-Length: 200000'
const chunked = 'Transfer-Encoding: chunked'
const begun = tarHead('layer.tar', 190_000) + '\0'.repeat(1000)

const load = (framing: string, body: string) => ({
  request: () =>
    post('/images/load', [expects, framing], framing === length ? body : `${body.length.toString(16)}\r\n${body}\r\n`),
})

describeAbandoning('clients that leave an upload to a real engine behind forward', {
  'an upload with a length': load(length, 'abc'),
  'an upload in chunks': load(chunked, 'abc'),
  // dockerd unpacks in a process of its own, which makes these slow.
  'an upload with a length, unpacked as it comes': { ...load(length, begun), times: 50 },
  'an upload in chunks, unpacked as it comes': { ...load(chunked, begun), times: 50 },
})
