import { expect } from 'chai'
import fc from 'fast-check'
import type { EngineHandle, Filters } from 'libswarm-core'
import type { Container, Phase } from '../dist/containers/container.js'
import { newContainer, planOf } from '../dist/containers/create.js'
import { containerFilter } from '../dist/containers/filter.js'
import { create as created } from '../dist/containers/transitions.js'
import type { State } from '../dist/state.js'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { newState } from './state.js'
import { create, startSimulator } from './support.js'
import { noFiles } from './no-files.js'

const error = ((kind: string, told: string) => new Error(`${kind}: ${told}`)) as unknown as EngineHandle['error']

const empty = (): State => newState({ random: (length) => new Uint8Array(length), error })

let made = 0

/** A container that was never created by a client. */
function container(name: string, body: object = {}, more: Partial<Container> = {}): Container {
  const id = (++made).toString(16).padStart(4, '0').repeat(16)
  return { ...newContainer(planOf({ Image: 'busybox', ...body }, error), id, name, made), ...more }
}

const ran = (phase: Phase, exitCode = 0): Pick<Container, 'run'> => ({
  run: { phase, pid: 0, exitCode, error: '', startedAt: 1, finishedAt: 2 },
})
const mount = (Name: string, Source: string, Destination: string) => ({
  Type: 'volume' as const,
  Name,
  Source,
  Destination,
})

describe('the filters of the list of containers', () => {
  const health = { Healthcheck: { Test: ['CMD', 'true'] } }
  const all = [
    container(
      'web',
      { Labels: { x: 'img', y: '' }, ...health },
      {
        ...ran('running'),
        health: { status: 'starting', failingStreak: 0, log: [] },
        ports: { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }], '81/tcp': null, '91/udp': [{ HostPort: '91' }] },
        networks: { blue: { NetworkID: 'de914d0e2ad5' } },
        mounts: [mount('vol', '/var/lib/docker/volumes/vol/_data', '/v'), mount('', '/tmp', '/t')],
      },
    ),
    container('db', { Labels: { x: 'cli' } }, ran('exited', 137)),
    container('done', {}, ran('exited')),
    container('idle', { ExposedPorts: { '80/tcp': {} }, Healthcheck: { Test: ['NONE'] } }),
    container('again', {}, ran('restarting', 1)),
  ]
  const state = empty()
  for (const one of all) state.containers.apply(created(one))
  const fitting = (asked: Filters): string => {
    const fits = containerFilter(state, asked)
    return all
      .filter(fits)
      .map(({ name }) => name)
      .join(' ')
  }
  const everyone = 'web db done idle again'

  // As dockerd 20.10.24 answers.
  const cases: readonly (readonly [key: string, values: readonly string[], names: string])[] = [
    ['status', ['exited'], 'db done'],
    ['status', ['exited', 'created'], 'db done idle'],
    ['exited', ['0'], 'done'],
    ['exited', ['+0'], 'done'],
    ['exited', ['137', '1'], 'db'],
    ['exited', ['-1'], ''],
    ['expose', ['80'], 'web'],
    ['expose', ['81/tcp'], 'web'],
    ['expose', ['70-82'], 'web'],
    ['expose', ['80/udp'], ''],
    ['expose', ['80/foo'], ''],
    ['publish', ['8080'], 'web'],
    ['publish', ['80'], ''],
    ['publish', ['90-93/udp'], 'web'],
    ['health', ['none'], 'db done idle again'],
    ['health', ['starting'], 'web'],
    ['health', ['unhealthy', 'none'], 'db done idle again'],
    ['health', ['healthy'], ''],
    ['is-task', ['false'], everyone],
    ['is-task', ['true'], ''],
    ['is-task', ['true', 'false'], ''],
    ['isolation', ['x'], everyone],
    ['label', ['x'], 'web db'],
    ['label', ['x=cli'], 'db'],
    ['label', ['x', 'y='], 'web'],
    ['label', ['x', 'nope'], ''],
    ['name', ['^/d'], 'db done'],
    ['name', ['^d'], 'db done'],
    ['name', ['/web'], 'web'],
    ['name', ['('], ''],
    ['name', [''], everyone],
    ['id', [''], ''],
    ['id', ['zz'], ''],
    ['network', ['blue'], 'web'],
    ['network', ['bl'], ''],
    ['network', ['de914d'], 'web'],
    ['volume', ['vol'], 'web'],
    ['volume', ['/v', '/nope'], 'web'],
    ['volume', ['/tmp'], 'web'],
    ['volume', ['/t'], 'web'],
    ['volume', ['vo'], ''],
    ['volume', ['/var/lib/docker/volumes/vol/_data'], ''],
    ['ancestor', ['Bad Ref'], ''],
    ['ancestor', [''], ''],
    ['status', [], everyone],
  ]
  for (const [key, values, names] of cases) {
    it(`${key}=${JSON.stringify(values)}: ${names}`, () => expect(fitting({ [key]: [...values] })).to.equal(names))
  }

  it('fit an id by the beginning that no other one has', () => {
    const [first, second] = all
    expect(fitting({ id: [first!.id] })).to.equal('web')
    expect(fitting({ id: [first!.id.slice(0, 4), second!.id.slice(0, 4)] })).to.equal('web db')
    expect(fitting({ id: ['000'] })).to.equal('')
  })

  it('fit an ancestor with what was made of its descendants', () => {
    const family = empty()
    const platform = { os: 'linux', architecture: 'amd64' }
    const content = { platform, layerSizes: [], files: noFiles, history: [], lastTagged: undefined }
    const unmade = { config: {}, layers: [], size: 0, ...content }
    const image = { tags: [], digests: [], created: 0, ...unmade }
    const [base, middle, top, other] = ['b', 'm', 't', 'o'].map((letter) => `sha256:${letter.repeat(64)}`) as [
      string,
      string,
      string,
      string,
    ]
    // The child comes before its parent, as it may after both were tagged again.
    family.images.put({ ...image, id: top, parent: middle })
    family.images.put({ ...image, id: middle, parent: `sha256:${'d'.repeat(64)}` })
    family.images.put({ ...image, id: `sha256:${'d'.repeat(64)}`, parent: base })
    const fits = containerFilter(family, { ancestor: [`sha256:${'d'.repeat(64)}`] })
    const made = [base, middle, top, other].map((imageId) => fits(container('x', {}, { imageId })))
    expect(made).to.deep.equal([false, true, true, false])
  })

  const refusals: readonly (readonly [key: string, value: string, sentence: string])[] = [
    ['foo', 'a', "invalid filter 'foo'"],
    ['label!', 'x', "invalid filter 'label!'"],
    ['__proto__', 'x', "invalid filter '__proto__'"],
    ['task', 'x', "invalid filter 'task'"],
    ['limit', '1', "invalid filter 'limit'"],
    ['exited', '0 ', 'strconv.Atoi: parsing "0 ": invalid syntax'],
    ['exited', '99999999999999999999', 'strconv.Atoi: parsing "99999999999999999999": value out of range'],
    ['status', 'zz', "invalid filter 'status=zz'"],
    ['health', 'x', 'Unrecognised filter value for health: x'],
    ['is-task', 'x', "invalid filter 'is-task=[x]'"],
    ['expose', 'x', 'error while looking up for expose x: strconv.ParseUint: parsing "x": invalid syntax'],
    ['expose', '', 'error while looking up for expose : Empty string specified for ports.'],
    [
      'expose',
      '99999',
      'error while looking up for expose 99999: strconv.ParseUint: parsing "99999": value out of range',
    ],
    ['publish', '82-79', 'error while looking up for publish 82-79: Invalid range specified for the Port: 82-79'],
  ]
  for (const [key, value, told] of refusals) {
    it(`refuse ${key}=${value}`, () => {
      const asked = Object.fromEntries([[key, [value]]]) as Filters
      expect(() => containerFilter(state, asked)).to.throw(`InvalidParameter: ${told}`)
    })
  }

  const word = fc.constantFrom('', 'a', 'b', 'ab', '/v', '80', 'a=b', 'web', '0', 'created', 'none', 'false')
  const asked = fc.dictionary(
    fc.constantFrom('label', 'name', 'network', 'volume', 'ancestor', 'isolation', 'id'),
    fc.array(word, { maxLength: 3 }),
    { maxKeys: 4 },
  )

  it('fit together what each fits alone', () => {
    fc.assert(
      fc.property(asked, (filters) => {
        const together = containerFilter(state, filters)
        const alone = Object.entries(filters).map(([key, values]) => containerFilter(state, { [key]: values }))
        for (const one of all) expect(together(one)).to.equal(alone.every((fits) => fits(one)))
      }),
    )
  })

  it('fit more with every value, where any value will do', () => {
    const keys = fc.constantFrom('name', 'network', 'volume', 'ancestor')
    fc.assert(
      fc.property(keys, fc.array(word, { minLength: 1, maxLength: 3 }), word, (key, values, more) => {
        const [fewer, many] = [
          containerFilter(state, { [key]: values }),
          containerFilter(state, { [key]: [...values, more] }),
        ]
        for (const one of all) if (fewer(one)) expect(many(one)).to.equal(true)
      }),
    )
  })

  it('fit fewer with every label', () => {
    const label = fc.constantFrom('x', 'y', 'x=img', 'x=cli', 'y=', 'z')
    fc.assert(
      fc.property(fc.array(label, { minLength: 1 }), label, (labels, more) => {
        const [fewer, many] = [
          containerFilter(state, { label: [...labels, more] }),
          containerFilter(state, { label: labels }),
        ]
        for (const one of all) if (fewer(one)) expect(many(one)).to.equal(true)
      }),
    )
  })
})

describe('the two encodings of filters', () => {
  let daemon: TestDaemon
  before(async () => {
    daemon = await startSimulator('web')
    await create(daemon, 'idle', { Labels: { tier: 'front' } })
  })
  after(() => daemon.close())

  const list = async (filters: unknown): Promise<unknown> => {
    const answer = await call(
      daemon,
      `GET /containers/json?all=1&filters=${encodeURIComponent(JSON.stringify(filters))}`,
    )
    // Which of two bad values is named depends on the order of the keys, which JSON does not have.
    if (answer.status !== 200) return answer.status
    return answer.json<{ Names: string[] }[]>().map(({ Names }) => Names)
  }

  it('mean the same', async () => {
    const key = fc.constantFrom('label', 'name', 'status', 'network', 'health', 'exited', 'foo', 'before', 'expose')
    const value = fc.constantFrom(
      'web',
      'idle',
      'tier',
      'tier=front',
      'running',
      'created',
      'bridge',
      'none',
      '0',
      '80',
      'x',
    )
    const filters = fc.dictionary(key, fc.uniqueArray(value, { maxLength: 2 }), { maxKeys: 3 })
    await fc.assert(
      fc.asyncProperty(filters, async (asked) => {
        // Of several, an engine takes whichever it comes to last; and 0 may well begin the id of a container.
        if (asked.before !== undefined) asked.before = asked.before.slice(0, 1)
        const older = Object.entries(asked).map(([name, values]) => [
          name,
          Object.fromEntries(values.map((one) => [one, true])),
        ])
        expect(await list(Object.fromEntries(older))).to.deep.equal(await list(asked))
      }),
      { numRuns: 50 },
    )
  })
})
