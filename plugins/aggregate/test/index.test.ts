import { expect } from 'chai'
import { install } from 'libswarm-backend-aggregate'

describe('aggregate', () => {
  it('installs', () => {
    expect(install).to.be.a('function')
  })
})
