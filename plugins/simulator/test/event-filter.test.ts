import { expect } from 'chai'
import { fitsEvent } from '../dist/events/filter.js'
import type { EventMessage } from '../dist/events/log.js'

const event = (
  Type: NonNullable<EventMessage['Type']>,
  Action: string,
  ID: string,
  Attributes: Record<string, string>,
): EventMessage => ({ Type, Action, Actor: { ID, Attributes }, scope: 'local' })

const image = `sha256:${'83'.repeat(32)}`
const web = { image: 'busybox:latest', name: 'web', a: 'b' }
const all = [
  event('image', 'pull', image, { name: 'busybox:latest' }),
  event('image', 'untag', image, { name: image }),
  event('network', 'create', 'b696', { name: 'n1', type: 'bridge' }),
  event('volume', 'create', 'v1', { driver: 'local' }),
  event('container', 'create', '1dd4', web),
  event('container', 'exec_create: true ', '1dd4', { ...web, execID: '12b1' }),
  event('network', 'connect', 'b696', { name: 'n1', type: 'bridge', container: '1dd4' }),
  event('container', 'prune', '', { reclaimed: '0' }),
]

// Asked of a real engine, about events such as these.
const cases: readonly [Record<string, string[]>, string][] = [
  [{}, '01234567'],
  [{ event: ['exec_create'] }, '5'],
  [{ event: ['exec_create: true '] }, '5'],
  [{ event: ['exec'] }, ''],
  [{ event: ['create'] }, '234'],
  [{ event: [''] }, ''],
  [{ image: ['busybox'] }, '045'],
  [{ image: ['busybox:latest'] }, '045'],
  [{ image: ['busy'] }, ''],
  [{ image: [image] }, '01'],
  [{ image: [image.slice(7)] }, ''],
  [{ image: ['sha256'] }, '01'],
  [{ container: ['we'] }, '45'],
  [{ container: ['1d'] }, '45'],
  [{ container: ['/web'] }, ''],
  [{ container: ['n1'] }, '26'],
  [{ container: [''] }, '01234567'],
  [{ network: ['n'] }, '26'],
  [{ volume: ['v'] }, '3'],
  [{ daemon: ['web'] }, '45'],
  [{ type: ['container', 'image'] }, '01457'],
  [{ type: [] }, '01234567'],
  [{ label: ['a'] }, '45'],
  [{ label: ['a=b', 'image'] }, '45'],
  [{ label: ['name=n1'] }, '26'],
  [{ label: ['a='] }, ''],
  [{ label: [''] }, ''],
  [{ 'label!': ['a'] }, '01234567'],
  [{ scope: ['local'] }, '01234567'],
  [{ scope: ['loc'] }, ''],
  [{ foo: ['x'] }, '01234567'],
  [JSON.parse('{"__proto__":["x"],"constructor":["x"]}') as Record<string, string[]>, '01234567'],
  [{ event: ['create'], container: ['web'], label: ['a=b'] }, '4'],
]

describe('the filters of events', () => {
  for (const [filters, expected] of cases) {
    it(`${JSON.stringify(filters)} fit ${expected === '' ? 'none' : expected}`, () => {
      const fitting = all.flatMap((one, index) => (fitsEvent(one, filters) ? [index] : []))
      expect(fitting.join('')).to.equal(expected)
    })
  }
})
