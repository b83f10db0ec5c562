import { expect } from 'chai'
import fc from 'fast-check'
import { formatAddress, parseAddress } from 'libswarm-core'

describe('addresses', () => {
  const forms: Readonly<Record<string, string>> = {
    'tcp://localhost:4242': 'tcp://localhost:4242',
    'tcp://localhost': 'tcp://localhost:2375',
    'tcp://': 'tcp://localhost:2375',
    'tcp://:4242': 'tcp://localhost:4242',
    'localhost:4242': 'tcp://localhost:4242',
    ':2375': 'tcp://localhost:2375',
    'tcp://0.0.0.0:1234': 'tcp://0.0.0.0:1234',
    'tcp://[::1]:2375': 'tcp://[::1]:2375',
    '[::]:1': 'tcp://[::]:1',
    'tcp://[::1]': 'tcp://[::1]:2375',
    'tcp://my-host.example:0': 'tcp://my-host.example:0',
    'tls://my-host': 'tls://my-host:2376',
    'tls://': 'tls://localhost:2376',
    'tls://:4242': 'tls://localhost:4242',
    'tls://[::1]': 'tls://[::1]:2376',
    'unix://': 'unix:///var/run/docker.sock',
    'unix:///run/x.sock': 'unix:///run/x.sock',
    'unix://a.sock': 'unix://a.sock',
    'unix://a/b c.sock': 'unix://a/b c.sock',
    'unix:///a%2fb': 'unix:///a%2fb',
    'fd://': 'fd://',
    'fd://*': 'fd://',
    'fd://3': 'fd://3',
    'fd://0012': 'fd://12',
    'fd://swarmd.socket': 'fd://swarmd.socket',
  }
  for (const [text, full] of Object.entries(forms)) {
    it(`reads ${text} as ${full}`, () => {
      expect(formatAddress(parseAddress(text))).to.equal(full)
    })
  }

  it('takes TCP for TLS where that is asked for, whose port is another one', () => {
    const full = (text: string) => formatAddress(parseAddress(text, true))
    expect(['tcp://', 'a:4242', 'tcp://[::1]', 'tls://a', 'unix://a'].map(full)).to.deep.equal([
      'tls://localhost:2376',
      'tls://a:4242',
      'tls://[::1]:2376',
      'tls://a:2376',
      'unix://a',
    ])
  })

  const refused: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'a port that is none (row 7)': {
      'tcp://host:99999': 'invalid port "99999"',
      'tcp://127.0.0.1:-1': 'invalid port "-1"',
      'tcp://127.0.0.1:2375x': 'invalid port "2375x"',
      'tcp://127.0.0.1:0x947': 'invalid port "0x947"',
      'tls://127.0.0.1:x': 'invalid port "x"',
    },
    'what goes on behind the port (row 8)': {
      'tcp://host:2375/x': 'unexpected path',
      'tcp://host:2375?x': 'unexpected query',
      'tcp://host:2375#x': 'unexpected fragment',
      'tcp://user:pw@host:1': 'invalid address: unexpected credentials before "@"',
      'tls://user:pw@host:1': 'invalid address: unexpected credentials before "@"',
    },
    'a host that is a number (rows 6, 9)': {
      'tcp://2130706433:2375': 'invalid host "2130706433"',
      'tcp://0x7f.1:1': 'invalid host "0x7f.1"',
      'tcp://256.1.1.1:1': 'invalid host "256.1.1.1"',
      'tcp://0:2375': 'invalid host "0"',
      'tls://0': 'invalid host "0"',
    },
    'what is not listened on, or nothing known (row 10)': {
      'http://x': 'unsupported address "http://x": use tcp://host:port or unix://path',
      'https://x': 'TLS is written tls://host:port',
      'ssh://a': 'ssh is not supported yet',
      'npipe://x': 'named pipes are not supported',
      x: 'unsupported address "x"',
      '': 'unsupported address ""',
      'tcp:/x': 'unsupported address "tcp:/x"',
      'TCP://x:1': 'unsupported address "TCP://x:1": did you mean tcp://x:1?',
      'TLS://x:1': 'unsupported address "TLS://x:1": did you mean tls://x:1?',
    },
    'a mistake, with what was meant': {
      '/run/x.sock': 'did you mean unix:///run/x.sock?',
      'unix:/run/x.sock': 'did you mean unix:///run/x.sock?',
      './x.sock': 'did you mean unix://./x.sock?',
      'x.sock': 'did you mean unix://x.sock?',
      '4242': 'did you mean :4242?',
      'tpc://localhost:1': 'did you mean tcp://localhost:1?',
      'tcp:localhost:1': 'did you mean tcp://localhost:1?',
      'tls:/localhost:1': 'did you mean tls://localhost:1?',
    },
    'what no host or path is': {
      'tcp://a b:1': 'invalid host "a b"',
      [`tcp://${'a'.repeat(254)}:1`]: 'invalid host "aaa',
      'tcp://::1:2375': 'in brackets',
      'tcp://[x]:1': 'no IPv6 address',
      'a\r\nb:1': 'control characters',
      [`unix:///${'a'.repeat(107)}`]: 'the socket path is too long (108 bytes, at most 107)',
      [`unix://${'ä'.repeat(54)}`]: 'the socket path is too long (108 bytes',
      'unix://a/': 'does not end in "/"',
      'fd://2': 'the descriptors that systemd passes begin at 3',
      'fd://a:b': '"a:b" is no name of a socket',
      [`fd://${'a'.repeat(256)}`]: 'is no name of a socket',
    },
  }
  for (const [title, cases] of Object.entries(refused)) {
    describe(`refuses ${title}`, () => {
      for (const [text, sentence] of Object.entries(cases)) {
        it(JSON.stringify(text), () => {
          expect(() => parseAddress(text))
            .to.throw(sentence)
            .and.include({ kind: 'InvalidParameter' })
        })
      }
    })
  }

  it('never prints the password of an address', () => {
    expect(() => parseAddress('tcp://user:hunter2@host:1')).to.throw(/^invalid address: unexpected credentials/)
  })

  it('reads back what it wrote, and fails by a sentence', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'tcpunixlsfd:/.[]013a@?#% *') }), (rest) => {
        for (const text of [rest, `tcp://${rest}`, `tls://${rest}`, `unix://${rest}`, `fd://${rest}`]) {
          try {
            const address = parseAddress(text)
            expect(parseAddress(formatAddress(address))).to.deep.equal(address)
          } catch (thrown) {
            expect(thrown).to.include({ kind: 'InvalidParameter' })
          }
        }
      }),
    )
  })
})
