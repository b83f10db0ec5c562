import { expectAnswer, type Place } from './ask.js'
import { echo } from './echo.js'
import type { Fixture } from './fixtures.js'
import { labels, type Ledger } from './ledger.js'
import { Failure } from './outcome.js'

/** What one request knows. */
export interface Asking {
  readonly endpoint: Place
  /** Of the load. */
  readonly load: string
  /** Of the request, which no other one has. */
  readonly id: string
  /** What it is about. */
  readonly fixture: Fixture
  readonly fixtures: readonly Fixture[]
  readonly ledger: Ledger
  /** In ms. */
  readonly patience: number
  /** A number from 0 to below 1 that follows from the seed. */
  readonly random: () => number
  /** Does a part of it that counts by itself. Resolves to undefined when that has failed. */
  readonly part: <T>(operation: string, engine: string | undefined, work: () => Promise<T>) => Promise<T | undefined>
}

type Run = (asking: Asking) => Promise<unknown>

/** One in so many containers stays, for the lists at the end. */
const kept = 10

const list: Run = ({ endpoint, fixtures, patience, part }) =>
  part('ps', undefined, async () => {
    const listed = parse(await expectAnswer(endpoint, 'GET /containers/json?all=1', { patience, status: 200 }))
    // An engine's name may be put before the container's, as `/engine/name`.
    const names = (listed as { Names: string[] }[]).flatMap(({ Names }) => Names.map((name) => name.split('/').at(-1)))
    const lacking = fixtures.filter(({ says }) => !names.includes(says))
    if (lacking.length > 0) throw new Failure('partial', `lacks ${lacking.map(({ engine }) => engine).join(', ')}`)
  })

const inspect: Run = ({ endpoint, fixture, patience, part }) =>
  part('inspect', fixture.engine, async () => {
    const line = `GET /containers/${fixture.says}/json`
    const { Config } = parse(await expectAnswer(endpoint, line, { patience, status: 200 })) as {
      Config: { Cmd: string[] }
    }
    if (Config.Cmd.join() !== `echo,${fixture.word}`)
      throw new Failure('wrong', `inspect tells of ${Config.Cmd.join()}`)
  })

const logs: Run = ({ endpoint, fixture, patience, part }) =>
  part('logs', fixture.engine, async () => {
    const line = `GET /containers/${fixture.says}/logs?stdout=1`
    const said = (await expectAnswer(endpoint, line, { patience, status: 200 })).slice(8)
    if (said !== `${fixture.word}\n`) throw new Failure('wrong', `logs tell ${JSON.stringify(said.slice(0, 100))}`)
  })

const attach: Run = ({ endpoint, fixture, id, patience, part }) =>
  part('attach', fixture.engine, () => echo(endpoint, fixture.echoes, id, patience))

const events: Run = ({ endpoint, load, patience, part }) =>
  part('events', undefined, async () => {
    const seconds = Date.now() / 1000
    const filters = encodeURIComponent(JSON.stringify({ label: [`${labels.load}=${load}`] }))
    const line = `GET /events?since=${(seconds - 0.5).toFixed(3)}&until=${(seconds + 0.5).toFixed(3)}&filters=${filters}`
    const text = await expectAnswer(endpoint, line, { patience, status: 200 })
    for (const event of text.split('\n')) if (event !== '') parse(event)
  })

const createAndRemove: Run = async ({ endpoint, load, id, ledger, patience, random, part }) => {
  const container = await part('create', undefined, async () => {
    const body = { Image: 'busybox', Cmd: ['true'], Labels: { [labels.load]: load, [labels.request]: id } }
    const line = `POST /containers/create?name=load-${load}-${id}`
    const { Id } = parse(await expectAnswer(endpoint, line, { patience, status: 201, body })) as { Id: string }
    ledger.created(id, Id)
    return Id
  })
  if (container === undefined || random() < 1 / kept) return
  await part('remove', undefined, async () => {
    ledger.removal(id, 'asked')
    await expectAnswer(endpoint, `DELETE /containers/${container}`, { patience, status: 204 })
    ledger.removal(id, 'acknowledged')
  })
}

/** What clients do, and how often: of a hundred. */
export const operations: readonly { readonly weight: number; readonly run: Run }[] = [
  { weight: 30, run: list },
  { weight: 30, run: inspect },
  { weight: 20, run: createAndRemove },
  { weight: 10, run: logs },
  { weight: 5, run: attach },
  { weight: 5, run: events },
]

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Failure('wrong', `no JSON: ${text.slice(0, 100)}`)
  }
}
