import { expect } from 'chai'
import type { Answer } from 'libswarm-core'
import { remembered } from '../dist/nodes/remembered.js'

type Summary = Answer<'ContainerList'>[number]

describe('aggregate: what is remembered of a container', () => {
  const listed: Summary = {
    Id: 'a'.repeat(64),
    Names: ['/web'],
    Image: 'busybox',
    ImageID: 'sha256:1',
    Command: 'sleep 1',
    Labels: { a: 'b' },
    State: 'running',
    NetworkSettings: {
      Networks: { net: { NetworkID: 'n', IPAddress: '172.17.0.2', MacAddress: '02:42', Links: null } },
    },
  }

  it('is what a list has, but for what is of no use of its networks', () => {
    const Networks = { net: { NetworkID: 'n', IPAddress: '172.17.0.2' } }
    expect(remembered(listed)).to.deep.equal({ ...listed, NetworkSettings: { Networks } })
  })

  for (const NetworkSettings of [null, undefined, 5, {}, { Networks: null }, { Networks: { net: null, other: 5 } }])
    it(`is there where an engine writes something else: ${JSON.stringify(NetworkSettings)}`, () => {
      const odd = { Id: 'a', Image: null, ImageID: 7, Command: [], NetworkSettings } as unknown as Summary
      expect(remembered(odd)).to.include({ Id: 'a', Image: null, ImageID: 7 })
    })
})
