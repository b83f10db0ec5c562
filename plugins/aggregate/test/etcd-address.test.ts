import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { isSwarmError } from 'libswarm-core'
import { sourceOf } from '../dist/discovery/discover.js'
import { readEtcdAddress } from '../dist/etcd/address.js'
import { fail } from './support/observed.js'

function failureOf(text: string): Error {
  try {
    readEtcdAddress(text, fail)
  } catch (thrown) {
    expect(isSwarmError(thrown) && thrown.kind).to.equal('InvalidParameter')
    return thrown as Error
  }
  throw new Error('nothing was thrown')
}

describe('the address of etcd', () => {
  const plain = { secure: undefined, credentials: undefined }
  const good: Readonly<Record<string, object>> = {
    'h:1/a': { ...plain, endpoints: [{ host: 'h', port: 1 }], prefix: '/a', shown: 'etcd:h:1/a' },
    'h,[::1]:2/a/b%2F/': {
      ...plain,
      endpoints: [
        { host: 'h', port: 2379 },
        { host: '::1', port: 2 },
      ],
      prefix: '/a/b',
      shown: 'etcd:h,[::1]:2/a/b%2F/',
    },
    'me:p%40s/s?w@rd@h:1/a': {
      ...plain,
      endpoints: [{ host: 'h', port: 1 }],
      prefix: '/a',
      credentials: { name: 'me', password: 'p@s/s?w@rd' },
      shown: 'etcd:h:1/a',
    },
    'h/a?tls&tlsverify=false&servername=etcd': {
      endpoints: [{ host: 'h', port: 2379 }],
      prefix: '/a',
      credentials: undefined,
      secure: { ca: undefined, cert: undefined, key: undefined, verify: false, servername: 'etcd' },
      shown: 'etcd:h/a',
    },
  }

  for (const [text, address] of Object.entries(good)) {
    it(`is read from ${text}`, () => {
      expect(readEtcdAddress(text, fail)).to.deep.equal(address)
    })
  }

  const bad: Readonly<Record<string, RegExp>> = {
    'h:1': /^etcd:h:1 has no prefix of keys: write etcd:HOST:PORT\/PREFIX$/,
    'h:1/': /has no prefix of keys/,
    '/a': /^invalid member of etcd "": write HOST:PORT, an IPv6 address in brackets$/,
    'h:0/a': /invalid member of etcd "h:0"/,
    'h,/a': /invalid member of etcd ""/,
    '::1/a': /invalid member of etcd "::1"/,
    'h/%': /the prefix is not percent-encoded rightly/,
    'h/a?ttl=1': /unknown option "ttl" behind the "\?": there are user, passwordfile, tls/,
    'h/a?tlscert=/none': /cannot read tlscert of etcd: ENOENT/,
    'h/a?tls=false&servername=x': /tls=false, and options of TLS/,
    ':p@h/a': /the user of etcd has no name/,
    'me@h/a': /the user "me" of etcd has one password/,
    'me:p@h/a?passwordfile=/x': /the user "me" of etcd has one password/,
    'h/a?passwordfile=/x': /the user of etcd has no name/,
  }

  for (const [text, sentence] of Object.entries(bad)) {
    it(`is refused when it is ${text}`, () => {
      expect(failureOf(text).message).to.match(sentence)
    })
  }

  it('has its password from a file, without the end of its line', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'password-'))
    await writeFile(join(folder, 'password'), 's3cret\n')
    const { credentials } = readEtcdAddress(`h/a?user=me&passwordfile=${join(folder, 'password')}`, fail)
    await rm(folder, { recursive: true })
    expect(credentials).to.deep.equal({ name: 'me', password: 's3cret' })
  })

  it('is never repeated with a password', async () => {
    for (const rest of ['h', 'h:0/a', 'h/a?x=1', 'h/a?tls=x', '/a', 'h/%', 'h/a?passwordfile=/x']) {
      for (const secret of ['s3cret', 's3/cret', 's3?cret&x=1', 's3@cret', 's3%cret']) {
        const { message } = failureOf(`me:${secret}@${rest}`)
        expect(message, message).not.to.match(/s3|cret/)
      }
    }
  })
})

describe('a source', () => {
  for (const text of ['consul:h/a', 'http://me:s3cret@h', 'pool.yaml', '']) {
    it(`is refused when it is ${JSON.stringify(text)}`, async () => {
      const thrown: unknown = await sourceOf(text, fail).catch((error: unknown) => error)
      expect(isSwarmError(thrown) && thrown.message)
        .to.match(/^unknown source ".*": write file:PATH, dns:NAME:PORT or etcd:HOST:PORT\/PREFIX$/)
        .and.not.contain('s3cret')
    })
  }

  it('has a path when it is a file', async () => {
    const thrown: unknown = await sourceOf('file://', fail).catch((error: unknown) => error)
    expect(isSwarmError(thrown) && thrown.message).to.equal('a file has a path: write file:/etc/swarmd/pool.yaml')
  })

  const shown: Readonly<Record<string, string>> = {
    'file:///etc/pool': 'file:/etc/pool',
    'file:pool.yaml': 'file:pool.yaml',
    'dns://a:1': 'dns:a:1',
    'etcd://me:s3cret@h:1/a': 'etcd:h:1/a',
  }
  for (const [text, expected] of Object.entries(shown)) {
    it(`is shown as ${expected} when it is ${text}`, async () => {
      expect((await sourceOf(text, fail)).shown).to.equal(expected)
    })
  }
})
