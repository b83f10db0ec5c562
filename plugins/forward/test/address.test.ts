import { expect } from 'chai'
import { isSwarmError } from 'libswarm-core'
import { failureOf, forwarding } from './support/forwarding.js'

describe('the address of the engine', () => {
  const bad: Readonly<Record<string, RegExp>> = {
    'http://x':
      /^.*unsupported address "http:\/\/x": use tcp:\/\/host:port, tls:\/\/host:port, ssh:\/\/user@host or unix:\/\/path$/,
    'https://a:2376': /TLS is written tls:\/\/host:port/,
    'tls://a:b': /invalid port "b"/,
    'tls://': /expected tls:\/\/host:port/,
    'fd://': /an engine cannot be reached by a file descriptor/,
    'localhost:2375': /unsupported address "localhost:2375": use tcp/,
    'tcp://host:99999': /invalid port "99999", a port is a number from 1 to 65535/,
    'tcp://host:0': /invalid port "0"/,
    'tcp://host:': /invalid port ""/,
    'tcp://::1:2375': /an IPv6 address in brackets/,
    'tcp://host/path': /expected tcp:\/\/host:port/,
    'tcp://': /expected tcp:\/\/host:port/,
    'tcp://me:secret@host': /credentials before "@" are not supported/,
    'unix:///tmp/': /does not end in "\/"/,
    [`unix:///${'x'.repeat(107)}`]: /too long \(108 bytes, at most 107\)/,
    'unix://a\nb': /control characters/,
  }

  for (const [address, sentence] of Object.entries(bad)) {
    it(`refuses ${JSON.stringify(address.slice(0, 40))}`, async () => {
      const error = await failureOf(forwarding(address))
      expect(isSwarmError(error) && error.kind).to.equal('InvalidParameter')
      expect(error.message).to.match(sentence)
    })
  }

  const unreachable: Readonly<Record<string, string>> = {
    'unix:///none.sock': 'cannot connect to the engine at unix:///none.sock: no such file',
    'unix://none/here.sock': 'cannot connect to the engine at unix://none/here.sock: no such file',
    'tcp://127.255.255.254:1': 'cannot connect to the engine at tcp://127.255.255.254:1: connection refused',
    'tcp://[::1]:1': 'cannot connect to the engine at tcp://[::1]:1:',
    'tcp://127.255.255.254': 'cannot connect to the engine at tcp://127.255.255.254:2375: connection refused',
  }

  for (const [address, sentence] of Object.entries(unreachable)) {
    it(`takes ${address} and says what is wrong with it when it is asked`, async () => {
      const { chain } = await forwarding(address)
      const error = await failureOf(chain.run({ operation: 'SystemInfo' }))
      expect(isSwarmError(error) && error.kind).to.equal('Unreachable')
      expect(error.message).to.contain(sentence)
      await chain.close()
    })
  }
})
