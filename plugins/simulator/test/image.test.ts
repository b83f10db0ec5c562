import { expect } from 'chai'
import { imageIdOf } from '../dist/image.js'

describe('the id of an image', () => {
  const same: readonly string[][] = [
    ['busybox', 'busybox:latest', 'library/busybox', 'docker.io/busybox', 'docker.io/library/busybox:latest'],
    ['me/app:1', 'docker.io/me/app:1'],
    ['localhost/app', 'localhost/app:latest'],
    ['[::1]:5000/a/b/c', '[::1]:5000/a/b/c:latest'],
    [`a@sha256:${'0'.repeat(64)}`, `docker.io/library/a:tag@sha256:${'0'.repeat(64)}`],
  ]
  for (const references of same) {
    it(`is one for ${references.join(', ')}`, () => {
      expect(imageIdOf(references[0]!)).to.match(/^sha256:[0-9a-f]{64}$/)
      expect(new Set(references.map(imageIdOf)).size).to.equal(1)
    })
  }

  it('is another for another name, tag or registry', () => {
    const references = ['busybox', 'busybox:1', 'me/busybox', 'localhost/busybox', 'localhost:5000/busybox', 'redis']
    expect(new Set(references.map(imageIdOf)).size).to.equal(references.length)
  })

  it('is itself for an id', () => {
    const id = `sha256:${'ab'.repeat(32)}`
    expect(imageIdOf(id)).to.equal(id)
  })

  for (const text of [
    '',
    'A',
    'a b',
    'a//b',
    '/a',
    'a/',
    'a:',
    'a@',
    '-a',
    'a..b',
    'ab'.repeat(32),
    'a:tag with blank',
  ]) {
    it(`is none for "${text}"`, () => expect(imageIdOf(text)).to.equal(undefined))
  }
})
