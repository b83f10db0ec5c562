import { expect } from 'chai'
import fc from 'fast-check'
import { imageIdOf } from '../dist/image.js'
import { canonical, familiar, isTag, parseReference, type Reference } from '../dist/images/reference.js'

const read = (text: string): Reference | string => {
  const parsed = parseReference(text)
  return 'refusal' in parsed ? parsed.refusal : parsed.reference
}
const zeros = `sha256:${'0'.repeat(64)}`

describe('references of images', () => {
  const good: readonly (readonly [string, string, string])[] = [
    ['busybox', 'docker.io/library/busybox', 'busybox'],
    ['docker.io/busybox:1', 'docker.io/library/busybox:1', 'busybox:1'],
    ['index.docker.io/library/busybox', 'docker.io/library/busybox', 'busybox'],
    ['me/app', 'docker.io/me/app', 'me/app'],
    ['library/a/b', 'docker.io/library/a/b', 'library/a/b'],
    ['localhost/app', 'localhost/app', 'localhost/app'],
    ['localhost:5000/a/b/c:V1', 'localhost:5000/a/b/c:V1', 'localhost:5000/a/b/c:V1'],
    ['[::1]:5000/a', '[::1]:5000/a', '[::1]:5000/a'],
    ['UPPER.host/a', 'UPPER.host/a', 'UPPER.host/a'],
    ['UPPER/a', 'UPPER/a', 'UPPER/a'],
    [`a:t@${zeros}`, `docker.io/library/a:t@${zeros}`, `a:t@${zeros}`],
    ['a__b--c.d', 'docker.io/library/a__b--c.d', 'a__b--c.d'],
    [`a:${'t'.repeat(128)}`, `docker.io/library/a:${'t'.repeat(128)}`, `a:${'t'.repeat(128)}`],
    ['a'.repeat(237), `docker.io/library/${'a'.repeat(237)}`, 'a'.repeat(237)],
  ]
  for (const [text, whole, short] of good) {
    it(`reads ${text.slice(0, 40)}`, () => {
      const reference = read(text) as Reference
      expect([canonical(reference), familiar(reference)]).to.deep.equal([whole, short])
    })
  }

  const bad: readonly (readonly [string, string])[] = [
    ['', 'invalid reference format'],
    ['A', 'invalid reference format: repository name must be lowercase'],
    ['me/A', 'invalid reference format: repository name must be lowercase'],
    ['a b', 'invalid reference format'],
    ['a//b', 'invalid reference format'],
    ['/a', 'invalid reference format'],
    ['a/', 'invalid reference format'],
    ['a:', 'invalid reference format'],
    ['a@', 'invalid reference format'],
    ['-a', 'invalid reference format'],
    ['a..b', 'invalid reference format'],
    ['a___b', 'invalid reference format'],
    ['a:tag with blank', 'invalid reference format'],
    ['a:b:c', 'invalid reference format'],
    [`a:${'t'.repeat(129)}`, 'invalid reference format'],
    ['a@sha256:12', 'invalid reference format'],
    [`a@sha256:${'0'.repeat(63)}`, 'invalid checksum digest length'],
    [`a@md5:${'0'.repeat(32)}`, 'unsupported digest algorithm'],
    [`a@sha256:${'A'.repeat(64)}`, 'invalid checksum digest format'],
    ['host..name/a', 'invalid reference format'],
    ['ab'.repeat(32), `invalid repository name (${'ab'.repeat(32)}), cannot specify 64-byte hexadecimal strings`],
    ['a'.repeat(238), 'repository name must not be more than 255 characters'],
    ['a'.repeat(1e6), 'invalid reference format'],
  ]
  for (const [text, sentence] of bad) {
    it(`refuses "${text.slice(0, 40)}"`, () => expect(read(text)).to.equal(sentence))
  }

  const word = fc.stringMatching(/^[a-z0-9]{1,8}$/)
  const component = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('-'))
  const path = fc.array(component, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))
  const domain = fc.constantFrom('docker.io', 'localhost', 'localhost:5000', 'quay.io', '[::1]:1', '127.0.0.1:80')
  const tag = fc.stringMatching(/^[\w][\w.-]{0,20}$/)

  it('reads what it writes, short or whole', () => {
    fc.assert(
      fc.property(domain, path, fc.option(tag, { nil: undefined }), fc.boolean(), (host, name, tagged, pinned) => {
        const own = host === 'docker.io' && !name.includes('/') ? `library/${name}` : name
        const reference: Reference = {
          domain: host,
          path: own,
          ...(tagged === undefined ? {} : { tag: tagged }),
          ...(pinned ? { digest: zeros } : {}),
        }
        expect(read(canonical(reference))).to.deep.equal(reference)
        // `docker.io/localhost/a` is not what `localhost/a` means.
        if (host === 'docker.io' && /^localhost\//.test(name)) return
        expect(read(familiar(reference))).to.deep.equal(reference)
      }),
    )
  })

  it('reads any text or says why not, and what it reads it reads again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[aA0.:@/_-]{0,12}$/)), (text) => {
        const reference = read(text)
        if (typeof reference === 'string') expect(reference).to.match(/^(invalid|unsupported|repository)/)
        else expect(read(canonical(reference))).to.deep.equal(reference)
      }),
    )
  })

  it('knows tags', () => {
    expect(['a', '1', '_', 'A.b-c', '', '-', '.a', 'a:b', 'ä'].map(isTag)).to.deep.equal([
      ...[true, true, true, true],
      ...[false, false, false, false, false],
    ])
  })

  it('means one image by all the ways to write a name, and another by another name', () => {
    const same = ['busybox', 'busybox:latest', 'library/busybox', 'docker.io/busybox']
    expect(new Set(same.map(imageIdOf)).size).to.equal(1)
    const others = ['busybox', 'busybox:1', 'me/busybox', 'localhost/busybox', 'redis', `busybox@${zeros}`]
    expect(new Set(others.map(imageIdOf)).size).to.equal(others.length)
    expect(imageIdOf('busybox')).to.match(/^sha256:[0-9a-f]{64}$/)
  })
})
