import { until } from '../../processes.js'
import { ask, expectAnswer, placeOf, type Place } from './ask.js'
import { labels, type Behind } from './ledger.js'

/** What a load finds on an engine: containers that it looks at, and does not change. */
export interface Fixture {
  readonly engine: string
  /** A container that has said a word, and has ended. */
  readonly says: string
  readonly word: string
  /** A container that says again what it is told. */
  readonly echoes: string
}

/** Puts them on every engine, past the endpoint, and waits until the endpoint knows them. */
export async function furnish(endpoint: Place, engines: readonly Behind[], load: string): Promise<readonly Fixture[]> {
  const fixtures = await Promise.all(engines.map((engine, index) => furnishOne(engine, index, load)))
  for (const { engine, says, echoes } of fixtures) {
    for (const name of [says, echoes]) {
      await until(`the endpoint knows ${name} of ${engine}`, () => isKnown(endpoint, name), 120_000)
    }
  }
  return fixtures
}

/** Puts them on one engine, the nth of its load: also anew, where it has lost them. */
export async function furnishOne({ name, address }: Behind, index: number, load: string): Promise<Fixture> {
  const place = placeOf(address)
  const prefix = `load-${load}-${index}`
  const [says, echoes, word] = [`${prefix}-says`, `${prefix}-echoes`, `${prefix}-word`]
  const own = { Image: 'busybox', Labels: { [labels.load]: load } }
  await run(place, says, { ...own, Cmd: ['echo', word] })
  // It is there again when the engine was away, which does not have to wait for its end.
  const cat = { Cmd: ['cat'], OpenStdin: true, StopSignal: 'KILL', HostConfig: { RestartPolicy: { Name: 'always' } } }
  await run(place, echoes, { ...own, ...cat })
  await expectAnswer(place, `POST /containers/${says}/wait`, { patience, status: 200 })
  return { engine: name, says, word, echoes }
}

const patience = 60_000

async function run(place: Place, name: string, body: object): Promise<void> {
  await expectAnswer(place, `POST /containers/create?name=${name}`, { patience, status: 201, body })
  await expectAnswer(place, `POST /containers/${name}/start`, { patience, status: 204 })
}

async function isKnown(endpoint: Place, name: string): Promise<boolean> {
  return (await ask(endpoint, `GET /containers/${name}/json`, patience)).status === 200
}
