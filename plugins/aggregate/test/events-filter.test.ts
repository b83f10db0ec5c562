import { expect } from 'chai'
import { fitsEvent } from '../dist/events/filter.js'
import { poolEvent, type PoolEvent } from '../dist/events/pool-event.js'
import type { Node } from '../dist/nodes/node.js'

const told = (Type: string, Action: string, ID: string, Attributes: Record<string, string>): PoolEvent => ({
  node: 'a',
  nodeId: 'AAAA:BBBB',
  at: 0,
  event: { Type: Type as 'container', Action, Actor: { ID, Attributes }, scope: 'local' },
})

const start = told('container', 'start', 'c0ffee', { name: 'web', image: 'nginx:1.25', tier: 'front' })
const exec = told('container', 'exec_start: sh -c ls', 'c0ffee', { name: 'web', image: 'nginx:1.25' })
const pull = told('image', 'pull', 'nginx:1.25', { name: 'nginx' })
const connect = told('network', 'connect', 'abcdef', { name: 'webnet', container: 'c0ffee', type: 'bridge' })

type Case = readonly [PoolEvent, Record<string, string[]>, boolean]

const inner = told('container', 'start', 'beef', { name: 'db', 'node.name': 'a/in', 'node.id': 'INNER' })

describe('aggregate: filters of events', () => {
  const table: readonly Case[] = [
    [start, {}, true],
    [start, { event: ['start'] }, true],
    [start, { event: ['star'] }, false],
    [start, { event: ['stop', 'start'] }, true],
    [exec, { event: ['exec_start'] }, true],
    [exec, { event: ['exec'] }, false],
    [exec, { event: ['exec_start: sh -c ls'] }, true],
    [start, { event: ['health_status', 'sta'] }, true],
    [start, { type: ['container'] }, true],
    [start, { type: ['image'] }, false],
    [start, { scope: ['local'] }, true],
    [start, { scope: ['swarm'] }, false],
    [start, { container: ['web'] }, true],
    [start, { container: ['we'] }, true],
    [start, { container: ['c0f'] }, true],
    [start, { container: ['a/web'] }, true],
    [start, { container: ['b/web'] }, false],
    [start, { container: ['db'] }, false],
    ...['db', 'a/db', 'in/db', 'a/in/db'].map((name) => [inner, { container: [name] }, true] as Case),
    [inner, { container: ['b/in/db'] }, false],
    ...['a', 'a/in', 'AAAA:BBBB', 'INNER'].map((name) => [inner, { node: [name] }, true] as Case),
    [inner, { node: ['in'] }, false],
    [inner, { node: [''] }, false],
    [start, { image: ['nginx'] }, true],
    [start, { image: ['nginx:1.25'] }, true],
    [start, { image: ['ngin'] }, false],
    [pull, { image: ['nginx:1.25'] }, true],
    [pull, { image: ['nginx'] }, true],
    [start, { label: ['tier'] }, true],
    [start, { label: ['tier=front'] }, true],
    [start, { label: ['tier=back'] }, false],
    [start, { label: ['tier', 'other'] }, false],
    [connect, { network: ['webnet'] }, true],
    [connect, { network: ['abc'] }, true],
    [connect, { container: ['web'] }, true],
    [start, { node: ['a'] }, true],
    [start, { node: ['AAAA:BBBB'] }, true],
    [start, { node: ['b'] }, false],
    [start, { volume: ['data'] }, false],
    [start, { daemon: ['x'] }, false],
    [start, { nosuch: ['x'] }, true],
    [start, { ['__proto__']: ['x'] }, true],
    [start, { type: ['container'], event: ['die'] }, false],
  ]
  for (const [event, filters, fits] of table) {
    const what = `${event.event.Type} ${event.event.Action}`
    it(`${fits ? 'tells' : 'does not tell'} ${what} to who asks for ${JSON.stringify(filters)}`, () =>
      expect(fitsEvent(event, filters)).to.equal(fits))
  }

  it('look at no more than 16 names of nodes, whatever a label says', () => {
    const way = Array.from({ length: 40 }, (_part, index) => `n${index}`)
    const event = told('container', 'start', 'beef', { name: 'db', 'node.name': way.join('/') })
    expect(fitsEvent(event, { container: ['n14/n15/db'] })).to.equal(true)
    expect(fitsEvent(event, { container: ['n38/n39/db'] })).to.equal(false)
  })
})

describe('aggregate: labels of a container that are named as what is told of a node', () => {
  const labels = { name: 'web', 'node.name': 'b', 'node.id': 'BBBB', 'node.addr': 'b', 'node.ip': '10.0.0.2' }
  const { event } = told('container', 'start', 'c0ffee', labels)
  const node = { name: 'a', id: 'AAAA', host: 'host', address: '10.0.0.1', clock: { offset: 0 } }
  const attributesOn = (isPool: boolean) => poolEvent({ ...node, isPool } as Node, event).event.Actor?.Attributes

  it('mean no node in an event of an engine', () =>
    expect(attributesOn(false)).to.deep.equal({
      name: 'web',
      'node.name': 'a',
      'node.id': 'AAAA',
      'node.addr': 'host',
      'node.ip': '10.0.0.1',
    }))

  it('are what a pool within this one tells of its node', () =>
    expect(attributesOn(true)).to.deep.equal({ ...labels, 'node.name': 'a/b' }))
})
