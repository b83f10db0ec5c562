import { expect } from 'chai'
import fc from 'fast-check'
import type { MakeError } from '../dist/errors.js'
import { Images } from '../dist/images/images.js'
import type { Image } from '../dist/images/image-record.js'
import { compilePattern } from '../dist/images/name-pattern.js'
import { humanSize } from '../dist/images/progress.js'
import { fitsGlob } from '../dist/images/registry.js'
import { renamed } from '../dist/images/renaming.js'
import { noFiles } from './no-files.js'

const content = { created: 0, config: {}, platform: { os: 'linux', architecture: 'amd64' }, lastTagged: undefined }
const made = (id: string): Image => ({
  ...{ id, ...content, layers: [], layerSizes: [], files: noFiles, size: 0, history: [], tags: [], digests: [] },
})
const refuse: MakeError = (kind, sentence) => Object.assign(new Error(sentence), { kind })

describe('the store of images', () => {
  it('gives a name to one image at a time, whatever is tagged, untagged and removed', () => {
    const ids = ['sha256:aa', 'sha256:ab', 'sha256:b']
    const names = ['a:1', 'b:1', 'a@sha256:0']
    const step = fc.tuple(fc.constantFrom('tag', 'untag', 'delete'), fc.constantFrom(...ids), fc.constantFrom(...names))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const images = new Images()
        const owners = new Map<string, string>()
        for (const [what, id, name] of steps) {
          const { version } = images
          const image = images.get(id) ?? made(id)
          if (what === 'tag') {
            images.put(renamed(image, { with: [name] }))
            owners.set(name, id)
          } else if (what === 'untag') {
            images.put(renamed(image, { without: [name] }))
            if (owners.get(name) === id) owners.delete(name)
          } else {
            images.delete(id)
            for (const [other, owner] of owners) if (owner === id) owners.delete(other)
          }
          expect(images.version).to.be.greaterThan(version)
          expect(names.map((one) => images.named(one)?.id)).to.deep.equal(names.map((one) => owners.get(one)))
          const kept = images.all().flatMap((one) => [...one.tags, ...one.digests].map((own) => [own, one.id] as const))
          expect(new Map(kept)).to.deep.equal(owners)
        }
      }),
    )
  })

  it('finds up to two by the beginning of an id', () => {
    const images = new Images()
    for (const id of ['sha256:aa', 'sha256:ab', 'sha256:ac', 'sha256:b']) images.put(made(id))
    const found = (prefix: string): string[] => images.beginningWith(prefix).map(({ id }) => id)
    expect([found('a').length, found('ab'), found('c')]).to.deep.equal([2, ['sha256:ab'], []])
  })
})

describe('patterns of names', () => {
  const fits = (pattern: string, name: string): boolean => compilePattern(pattern, refuse)(name)

  it('are those of Go', () => {
    const good = [
      ['a*', 'abc'],
      ['*', ''],
      ['a?c', 'abc'],
      ['[a-c]x', 'bx'],
      ['[^a]', 'b'],
      ['\\*', '*'],
      ['*/*', 'a/b'],
    ]
    const bad = [
      ['a*', 'a/b'],
      ['?', '/'],
      ['[a-c]', 'd'],
      ['[^a]', 'a'],
      ['\\*', 'a'],
      ['*', 'a/b'],
      ['', 'a'],
    ]
    expect(good.filter(([pattern, name]) => !fits(pattern!, name!))).to.deep.equal([])
    expect(bad.filter(([pattern, name]) => fits(pattern!, name!))).to.deep.equal([])
    for (const pattern of ['[', '[]', '[a', 'a\\', '[a-', '[a-]']) {
      expect(() => compilePattern(pattern, refuse), pattern).to.throw('syntax error in pattern')
    }
  })

  it('fit as regular expressions would, in bounded time', () => {
    const text = fc.stringMatching(/^[ab*?/]{0,10}$/)
    const name = fc.stringMatching(/^[ab/]{0,12}$/)
    fc.assert(
      fc.property(text, name, (pattern, value) => {
        const expression = pattern.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')
        expect(fits(pattern, value)).to.equal(new RegExp(`^${expression}$`).test(value))
        expect(fitsGlob(pattern, value)).to.equal(
          new RegExp(`^${pattern.replaceAll('?', '\\?').replaceAll('*', '.*')}$`).test(value),
        )
      }),
    )
    expect(fits('*a'.repeat(100), 'a'.repeat(200) + 'b')).to.equal(false)
  })
})

describe('sizes', () => {
  it('are written with four digits', () => {
    expect([0, 999, 3997, 218533, 1787494, 40246, 1e9].map(humanSize)).to.deep.equal([
      ...['0B', '999B', '3.997kB', '218.5kB', '1.787MB', '40.25kB', '1GB'],
    ])
  })
})
