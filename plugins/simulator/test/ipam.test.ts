import { expect } from 'chai'
import fc from 'fast-check'
import { swarmError } from 'libswarm-core'
import {
  formatAddress,
  formatSubnet,
  lastOf,
  macOf,
  overlap,
  parseAddress,
  parseSubnet,
} from '../dist/networks/address.js'
import { chooseLocal, choosePool, defaultPools } from '../dist/networks/default-pools.js'
import { planIpam, type IpamRequest } from '../dist/networks/ipam.js'
import { claimAny, claimOne, giveBack, newPool, type Pool } from '../dist/networks/pool.js'
import { refusal } from './seams.js'

const subnet = (text: string) => parseSubnet(text)!
const address = (text: string) => parseAddress(text)!

describe('addresses', () => {
  it('are read and written as Go does', () => {
    const written: readonly [string, string][] = [
      ['10.0.0.1', '10.0.0.1'],
      ['::', '::'],
      ['FD00:0:0:1::0001', 'fd00:0:0:1::1'],
      ['::ffff:1.2.3.4', '::ffff:102:304'],
    ]
    for (const [text, back] of written) expect(formatAddress(address(text))).to.equal(back)
    for (const text of ['', '1.2.3', '1.2.3.4.5', '256.0.0.1', 'x', '1.2.3.4/8', 'fe80::1%eth0', '::g']) {
      expect(parseAddress(text)).to.equal(undefined)
    }
  })

  it('come back as they went', () => {
    const four = fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map((value) => ({ family: 4 as const, value }))
    const six = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map((value) => ({ family: 6 as const, value }))
    fc.assert(
      fc.property(fc.oneof(four, six), (one) => {
        expect(parseAddress(formatAddress(one))).to.deep.equal(one)
      }),
    )
  })

  it('are in subnets, whatever bits there are past the mask', () => {
    expect(formatSubnet(subnet('10.1.2.3/16'))).to.equal('10.1.0.0/16')
    expect(formatSubnet(subnet('fd00::5/64'))).to.equal('fd00::/64')
    for (const text of ['10.0.0.0', '10.0.0.0/33', '10.0.0.0/', '/8', 'x/8', '10.0.0.0/8/8', 'fd00::/129']) {
      expect(parseSubnet(text)).to.equal(undefined)
    }
  })

  it('make hardware addresses', () => {
    expect(macOf(address('172.17.0.2'))).to.equal('02:42:ac:11:00:02')
  })
})

describe('a pool of addresses', () => {
  it('never hands out one twice, hands out what is lowest, and takes back', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ what: fc.constant('any' as const) }),
        fc.record({ what: fc.constantFrom('one' as const, 'back' as const), at: fc.integer({ min: -1, max: 33 }) }),
      ),
      { maxLength: 60 },
    )
    const homes = fc.constantFrom('10.0.0.0/27', '10.0.0.0/30', 'fd00::/123', '10.0.0.32/28')
    fc.assert(
      fc.property(homes, steps, (text, sequence) => {
        const home = subnet(text)
        const { family, first } = home
        const last = family === 4 ? lastOf(home) - 1n : lastOf(home)
        let pool: Pool = newPool(home)
        const model = new Set<bigint>()
        for (const step of sequence) {
          if (step.what === 'any') {
            let lowest: bigint | undefined = first + 1n
            while (lowest <= last && model.has(lowest)) lowest++
            if (lowest > last) lowest = undefined
            const claim = claimAny(pool)
            expect(claim?.address.value).to.equal(lowest)
            if (claim !== undefined) model.add(claim.address.value)
            pool = claim?.pool ?? pool
            continue
          }
          const value = first + BigInt(step.at)
          const usable = value > first && value <= last
          if (step.what === 'one') {
            const claim = claimOne(pool, { family, value })
            expect(claim !== undefined).to.equal(usable && !model.has(value))
            if (claim !== undefined) model.add(value)
            pool = claim?.pool ?? pool
          } else if (usable) {
            pool = giveBack(pool, { family, value })
            model.delete(value)
          }
        }
        const apart = pool.taken.every(({ from }, at) => at === 0 || from > pool.taken[at - 1]!.to + 1n)
        expect(apart).to.equal(true)
      }),
    )
  })

  it('hands out from its range, and others when they are asked for', () => {
    const pool = newPool(subnet('10.0.0.0/24'), subnet('10.0.0.16/30'))
    const got: string[] = []
    let rest: Pool = pool
    for (let claim = claimAny(rest); claim !== undefined; claim = claimAny(rest)) {
      got.push(formatAddress(claim.address))
      rest = claim.pool
    }
    expect(got).to.deep.equal(['10.0.0.16', '10.0.0.17', '10.0.0.18', '10.0.0.19'])
    expect(claimOne(rest, address('10.0.0.200'))?.address).to.deep.equal(address('10.0.0.200'))
    expect(claimOne(rest, address('10.0.1.1'))).to.equal(undefined)
  })
})

describe('the subnets of new networks', () => {
  it('are the default ones, round and round, never one that overlaps another', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { maxLength: 60 }), (sequence) => {
        const inUse: ReturnType<typeof subnet>[] = []
        let next = 0
        for (const number of sequence) {
          if (number > 100) {
            inUse.splice(number % (inUse.length + 1), 1)
            continue
          }
          const choice = choosePool(inUse, next)
          if (choice === undefined) {
            expect(inUse.length).to.equal(defaultPools.length)
            continue
          }
          expect(inUse.some((other) => overlap(other, choice.subnet))).to.equal(false)
          inUse.push(choice.subnet)
          next = choice.next
        }
      }),
    )
    expect([0, 14, 15, 30].map((at) => formatSubnet(defaultPools[at]!))).to.deep.equal([
      '172.17.0.0/16',
      '172.31.0.0/16',
      '192.168.0.0/20',
      '192.168.240.0/20',
    ])
  })

  it('are of the engine itself for IPv6', () => {
    expect(formatSubnet(chooseLocal([subnet('fd00::/64')], 0xfd00_0000_0000n))).to.equal('fd00:0:0:1::/64')
  })

  const request: IpamRequest = { name: 'x', ipv4: true, ipv6: false, configs: [], single: true }
  const inUse = { subnets: [subnet('172.17.0.0/16')], nextPool: 1, localPrefix: 0xfd12_3456_789an }
  const plan = (asked: Partial<IpamRequest>) => planIpam({ ...request, ...asked }, inUse, swarmError)

  it('have the gateway first, and keep what is set aside', () => {
    const AuxiliaryAddresses = { router: '10.2.0.17' }
    const { pools, config } = plan({
      configs: [{ Subnet: '10.2.0.0/24', IPRange: '10.2.0.16/28', AuxiliaryAddresses }],
    })
    expect(config).to.deep.equal([{ Subnet: '10.2.0.0/24', IPRange: '10.2.0.16/28', AuxiliaryAddresses }])
    expect(pools.map(({ gateway }) => gateway)).to.deep.equal(['10.2.0.16'])
    expect(formatAddress(claimAny(pools[0]!)!.address)).to.equal('10.2.0.18')
  })

  it('are told with the gateway where the engine chose them', () => {
    expect(plan({ ipv6: true })).to.deep.include({
      config: [
        { Subnet: '172.18.0.0/16', Gateway: '172.18.0.1' },
        { Subnet: 'fd12:3456:789a::/64', Gateway: 'fd12:3456:789a::1' },
      ],
      nextPool: 2,
    })
  })

  const outOf =
    'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network'
  it('run out', () => {
    expect(refusal(() => planIpam(request, { ...inUse, subnets: defaultPools }, swarmError))).to.deep.equal([
      'NotFound',
      outOf,
    ])
  })

  const space = 'failed to parse pool request for address space "LocalDefault"'
  const refusals: readonly [IpamRequest['configs'], string, string][] = [
    [[{ Subnet: 'foo' }], 'InvalidParameter', 'Invalid subnet foo : invalid CIDR address: foo'],
    [[{ Gateway: '10.5.0.1' }], 'InvalidParameter', 'Invalid subnet  : invalid CIDR address: '],
    [[{ Subnet: '172.17.3.0/24' }], 'Forbidden', 'Pool overlaps with other one on this address space'],
    [
      [{ Subnet: '10.2.0.0/24', Gateway: '10.3.0.1' }],
      'InvalidParameter',
      'failed to allocate gateway (10.3.0.1): Requested address is out of range',
    ],
    [
      [{ Subnet: '10.2.0.0/24', Gateway: 'foo' }],
      'InvalidParameter',
      'invalid gateway address foo in Ipam configuration',
    ],
    [
      [{ Subnet: '10.2.0.0/24', IPRange: 'foo' }],
      'InvalidParameter',
      `${space} pool "10.2.0.0/24" subpool "foo": Invalid Address SubPool`,
    ],
    [
      [{ Subnet: '10.2.0.0/24', IPRange: '10.3.0.0/28' }],
      'InvalidParameter',
      'invalid ip-range 10.3.0.0/28: parent subnet is 10.2.0.0/24',
    ],
    [
      [{ Subnet: '10.4.0.0/24', AuxiliaryAddresses: { a: '10.9.0.17' } }],
      'Forbidden',
      'auxiliary address: (a:10.9.0.17) must belong to the master pool: 10.4.0.0/24',
    ],
    [
      [{ Subnet: '10.4.0.0/24', AuxiliaryAddresses: { a: 'foo' } }],
      'InvalidParameter',
      'non parsable secondary ip address (a:foo) passed for network x',
    ],
    [
      [{ Subnet: '10.6.0.0/32' }],
      'InvalidParameter',
      'failed to allocate gateway (): No available addresses on this pool',
    ],
    [
      [{ Subnet: '10.8.0.0/24' }, { Subnet: '10.9.0.0/24' }],
      'Forbidden',
      "bridge driver doesn't support multiple subnets",
    ],
  ]
  for (const [configs, kind, sentence] of refusals) {
    it(`refuses ${JSON.stringify(configs)}`, () => {
      expect(refusal(() => plan({ configs }))).to.deep.equal([kind, sentence])
    })
  }
})
