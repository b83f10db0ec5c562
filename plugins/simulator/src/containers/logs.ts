import type { Job, ReplyInit } from 'libswarm-core'
import { isOlder } from '../api-version.js'
import type { MakeError } from '../errors.js'
import { frame } from '../processes/frames.js'
import type { Line } from '../processes/log.js'
import type { State } from '../state.js'
import { parseTimestamp, toRfc3339Fixed } from '../time.js'
import type { Instant } from '../world.js'
import type { Container } from './container.js'
import { LogReader } from './log-reader.js'
import { resolve } from './resolve.js'

/** Answers `ContainerLogs`: what is kept of the container's output, then with `follow` what comes until it ends. */
export function containerLogs(state: State, job: Job<'ContainerLogs'>): ReplyInit {
  const { clock, containers, error, processes } = state
  const {
    stdout = false,
    stderr = false,
    follow = false,
    timestamps = false,
    details = false,
    tail = 'all',
  } = job.query
  if (!stdout && !stderr) throw error('InvalidParameter', 'Bad parameters: you must choose at least one stream')
  const container = resolve(containers, job.path.id, error)
  if (container.hostConfig.LogConfig?.Type === 'none') {
    throw error('NotImplemented', 'configured logging driver does not support reading')
  }
  const since = momentOf(job.query.since, error) ?? -Infinity
  const until = momentOf(job.query.until, error) ?? Infinity
  const { id } = container
  const goesOn = follow && processes.runs(id) ? () => processes.runs(id) : undefined
  const log = goesOn === undefined ? processes.log(id) : processes.openLog(id)
  const framed = container.config.Tty !== true
  const prefix = details ? `${attributesOf(container)} ` : ''
  const render = ({ at, name, bytes }: Line): Uint8Array => {
    const before = Buffer.from(`${timestamps ? `${toRfc3339Fixed(at)} ` : ''}${prefix}`)
    const whole = before.length === 0 ? bytes : Buffer.concat([before, bytes])
    return framed ? frame(name, whole) : whole
  }
  const body = new LogReader({
    log,
    from: Math.max(log?.first ?? 0, (log?.end ?? 0) - countOf(tail)),
    fits: ({ at, name }) => (name === 'stdout' ? stdout : stderr) && at >= since && at <= until,
    render,
    goesOn,
    limit: until === Infinity ? undefined : (end) => clock.at(until, end),
  })
  return { status: 200, headers: { 'Content-Type': mediaType(job.version, framed) }, body }
}

/** The media type of a container's output: that it comes in frames is told since API 1.42. */
export function mediaType(version: string | undefined, framed: boolean): string {
  const told = framed && !isOlder(version ?? '1.42', '1.42')
  return `application/vnd.docker.${told ? 'multiplexed' : 'raw'}-stream`
}

function countOf(tail: string): number {
  return /^\+?\d+$/.test(tail) ? Number(tail) : Infinity
}

function momentOf(text: string | undefined, error: MakeError): Instant | undefined {
  if (text === undefined || text === '' || text === '0') return undefined
  const moment = parseTimestamp(text)
  if (moment !== undefined) return moment
  throw error('InvalidParameter', `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
}

/** The labels and variables that the log driver was told to note (`daemon/logger/loginfo.go`). */
function attributesOf({ config, hostConfig }: Container): string {
  const options: Readonly<Record<string, string>> = hostConfig.LogConfig?.Config ?? {}
  const wanted = (key: string): readonly string[] => (options[key] ?? '').split(',').filter((name) => name !== '')
  const labels = Object.entries(config.Labels ?? {}).filter(([name]) => wanted('labels').includes(name))
  const variables = (config.Env ?? []).map((entry) => entry.split(/=(.*)/s, 2) as [string, string | undefined])
  const noted = [...labels, ...variables.filter(([name]) => wanted('env').includes(name))]
  const written = noted.map(([name, value = '']) => `${escape(name)}=${escape(value)}`)
  return written.sort().join(',')
}

// As Go's `url.QueryEscape` writes it.
const escape = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+')
