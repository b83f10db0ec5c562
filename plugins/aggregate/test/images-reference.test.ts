import { expect } from 'chai'
import fc from 'fast-check'
import { familiar, isCalled, isIdOf, repositoryOf, type Summary } from '../dist/images/reference.js'

const digest = `sha256:${'ab'.repeat(32)}`

describe('aggregate: names of images', () => {
  const names: readonly (readonly [written: string, listed: string])[] = [
    ['busybox', 'busybox:latest'],
    ['library/busybox', 'busybox:latest'],
    ['docker.io/library/busybox:1', 'busybox:1'],
    ['index.docker.io/ours/app', 'ours/app:latest'],
    ['registry:5000/app', 'registry:5000/app:latest'],
    ['registry:5000/app:1', 'registry:5000/app:1'],
    ['registry/library/app', 'registry/library/app:latest'],
    [`busybox@${digest}`, `busybox@${digest}`],
    [`busybox:1@${digest}`, `busybox@${digest}`],
  ]
  for (const [written, listed] of names) {
    it(`${written} is listed as ${listed}`, () => {
      expect(familiar(written)).to.equal(listed)
      expect(familiar(listed)).to.equal(listed)
    })
  }

  it('an image is called by its names, its id and any beginning of that, and by nothing else', () => {
    const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 })
    fc.assert(
      fc.property(hex, fc.integer({ min: 1, max: 64 }), (id, length) => {
        const image = { Id: `sha256:${id}`, RepoTags: ['app:1'], RepoDigests: [`app@${digest}`] } as unknown as Summary
        const beginning = id.slice(0, length)
        expect(isCalled(image, beginning)).to.equal(true)
        expect(isCalled(image, `sha256:${beginning}`)).to.equal(true)
        expect(isCalled(image, 'app:1')).to.equal(true)
        expect(isCalled(image, `app@${digest}`)).to.equal(true)
        expect(isCalled(image, 'app')).to.equal(false)
        const other = id[length - 1] === '0' ? '1' : '0'
        expect(isIdOf(image.Id, `${id.slice(0, length - 1)}${other}`)).to.equal(false)
      }),
    )
  })

  it('is not found by what stands for no name', () => {
    const nameless = { Id: digest, RepoTags: ['<none>:<none>'], RepoDigests: ['<none>@<none>'] } as unknown as Summary
    expect(isCalled(nameless, '<none>:<none>')).to.equal(false)
  })

  it('the repository ends before tag and digest, not at a port', () => {
    expect(['a', 'a:1', 'h:5/a', 'h:5/a:1', `a:1@${digest}`].map(repositoryOf)).to.deep.equal([
      'a',
      'a',
      'h:5/a',
      'h:5/a',
      'a',
    ])
  })
})
