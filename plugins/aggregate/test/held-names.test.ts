import { expect } from 'chai'
import { Names } from '../dist/place/names.js'

const fail = (kind: string, sentence: string) => Object.assign(new Error(sentence), { kind })

describe('aggregate: a name that is held', () => {
  it('is free when everybody has let it go that holds it', async () => {
    const names = new Names({ all: () => [], fail } as never)
    const kindOf = () =>
      names.take('web').then(
        (release) => {
          release()
          return 'free'
        },
        (thrown: { readonly kind: string }) => thrown.kind,
      )
    const [first, second] = [names.hold('web'), names.hold('web')]
    expect(await kindOf()).to.equal('Conflict')
    first()
    expect(await kindOf()).to.equal('Conflict')
    second()
    expect(await kindOf()).to.equal('free')
  })
})
