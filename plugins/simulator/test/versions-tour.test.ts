import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { startWith } from './support.js'
import { tour, type Stop } from './tour.js'

const versions = ['1.24', '1.30', '1.41', '1.44', '1.48', '1.52', '1.56'] as const

/** The first value that a call was answered with. */
const first = (stops: readonly Stop[], line: string): Record<string, unknown> => {
  const [value] = stops.find((stop) => stop.line === line)!.value as unknown[]
  return (Array.isArray(value) ? value[0] : value) as Record<string, unknown>
}
const fieldsOf = (stops: readonly Stop[], line: string, within?: string): object => {
  const value = first(stops, line)
  return (within === undefined ? value : value[within]) as object
}

/** What is in an answer from one version on, and up to another one. */
const fields: readonly [string, string | undefined, string, string, string][] = [
  ['GET /networks', undefined, 'Containers', '1.24', '1.48'],
  ['GET /networks/back', undefined, 'Containers', '1.24', '1.56'],
  ['GET /networks', undefined, 'EnableIPv4', '1.48', '1.56'],
  ['GET /containers/json?all=1&size=1', undefined, 'Health', '1.52', '1.56'],
  ['GET /containers/db/json', 'NetworkSettings', 'IPAddress', '1.24', '1.48'],
  ['GET /images/json', undefined, 'VirtualSize', '1.24', '1.41'],
  ['GET /events?since=0&', undefined, 'status', '1.24', '1.48'],
  ['GET /info', undefined, 'KernelMemory', '1.24', '1.41'],
]

describe('a tour of a simulated engine', () => {
  const tours = new Map<string, readonly Stop[]>()

  for (const version of versions) {
    it(`is the same under /v${version} and where ${version} is the newest version`, async () => {
      const all = await startWith({ image: ['busybox'], seed: 'tour', ports: 'off' })
      const old = await startWith({ image: ['busybox'], seed: 'tour', ports: 'off', api: `1.24-${version}` })
      try {
        const stops = await tour(all, `/v${version}`)
        tours.set(version, stops)
        expect(stops.filter(({ status }) => status >= 400)).to.deep.equal([])
        // What an engine is, and what it tells of, follows its release too.
        const own = ['GET /info', 'GET /version', 'GET /events?since=0&']
        const ofRelease = ({ line }: Stop): boolean => own.includes(line)
        for (const [at, stop] of (await tour(old, '')).entries())
          if (!ofRelease(stop)) expect(stop).to.deep.equal(stops[at])
      } finally {
        await Promise.all([all.close(), old.close()])
      }
    })
  }

  for (const [line, within, field, from, to] of fields) {
    it(`has ${field} in ${line} from ${from} to ${to}`, () => {
      const has = versions.filter((version) => Object.hasOwn(fieldsOf(tours.get(version)!, line, within), field))
      expect([has[0], has.at(-1)]).to.deep.equal([from, to])
    })
  }

  it('is another one with another seed, or with none', async () => {
    const seeds = [{ seed: 'tour' }, { seed: 'other' }, {}, {}]
    const daemons = await Promise.all(seeds.map((options) => startWith({ image: ['busybox'], ...options })))
    try {
      const ids = await Promise.all(
        daemons.map(async (daemon) => {
          const answer = await call(daemon, 'POST /containers/create', { body: { Image: 'busybox' } })
          return answer.json<{ Id: string }>().Id
        }),
      )
      expect(new Set(ids).size).to.equal(4)
    } finally {
      await Promise.all(daemons.map((daemon) => daemon.close()))
    }
  })
})
