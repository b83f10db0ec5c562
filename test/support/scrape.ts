import { call } from 'libswarm-core/testing'

/** One number of a scrape. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** One metric of a scrape: what is said of it, and its numbers. */
export interface Family {
  readonly name: string
  readonly type: string
  readonly help: string
  readonly samples: readonly Sample[]
}

/** Asks the admin address on a socket for its metrics. */
export async function scrape(socketPath: string): Promise<Scrape> {
  const { status, headers, text } = await call({ socketPath, port: undefined }, 'GET /metrics')
  if (status !== 200 || headers['content-type'] !== 'text/plain; version=0.0.4; charset=utf-8') {
    throw new Error(`/metrics was answered with ${status} and ${headers['content-type']}: ${text}`)
  }
  return new Scrape(parse(text))
}

/** All metrics at one moment. */
export class Scrape {
  readonly families: readonly Family[]

  constructor(families: readonly Family[]) {
    this.families = families
  }

  /** The samples of a name that have these labels, of those that they have, as values by the other labels' values. */
  values(name: string, labels: Readonly<Record<string, string>> = {}): Readonly<Record<string, number>> {
    const samples = this.families.flatMap((family) => family.samples).filter((sample) => sample.name === name)
    const chosen = samples.filter((sample) => Object.entries(labels).every(([key, own]) => sample.labels[key] === own))
    const keyOf = (sample: Sample) =>
      Object.entries(sample.labels)
        .flatMap(([key, own]) => (key in labels ? [] : [own]))
        .join(' ')
    return Object.fromEntries(chosen.map((sample) => [keyOf(sample), sample.value]))
  }

  /** The only sample of a name that has these labels; 0 where there is none. */
  value(name: string, labels: Readonly<Record<string, string>> = {}): number {
    const values = Object.values(this.values(name, labels))
    if (values.length > 1) throw new Error(`${name} has ${values.length} samples with ${JSON.stringify(labels)}`)
    return values[0] ?? 0
  }
}

/**
 * Parses Prometheus' text format (version 0.0.4). Throws for a line that is none of it, a sample of no metric, one that is
 * there twice, and a histogram whose buckets do not add up.
 */
export function parse(text: string): readonly Family[] {
  const families: { name: string; type: string; help: string; samples: Sample[] }[] = []
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  for (const line of text.split('\n')) {
    if (line === '') continue
    const [, help, said] = /^# HELP (\w+) (.*)$/.exec(line) ?? []
    const [, typed, type] = /^# TYPE (\w+) (counter|gauge|histogram)$/.exec(line) ?? []
    const last = families.at(-1)
    if (help !== undefined) families.push({ name: help, type: '', help: said ?? '', samples: [] })
    else if (typed !== undefined && last?.name === typed && last.type === '') last.type = type ?? ''
    else if (last === undefined || last.type === '') throw new Error(`a line in no metric: ${line}`)
    else last.samples.push(parseSample(line, last))
  }
  families.forEach(checkFamily)
  return families
}

function parseSample(line: string, { name: own, type }: { readonly name: string; readonly type: string }): Sample {
  const [, name = '', , labels = '', value] = /^(\w+)(\{(.*)\})? (\S+)$/.exec(line) ?? []
  const suffixes = type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']
  if (value === undefined || !suffixes.some((suffix) => own + suffix === name)) {
    throw new Error(`no sample of ${own}: ${line}`)
  }
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\["\\n])*)"(?:,|$)/g)]
  if (pairs.map(([pair]) => pair).join('') !== labels) throw new Error(`labels that are none: ${line}`)
  const number = value === '+Inf' ? Infinity : Number(value)
  // prom-client writes `Nan`, Go reads it in any case: the mean of nothing.
  if (Number.isNaN(number) && !/^nan$/i.test(value)) throw new Error(`a value that is no number: ${line}`)
  return { name, labels: Object.fromEntries(pairs.map(([, key, text]) => [key!, text!])), value: number }
}

function checkFamily({ name, type, samples }: Family): void {
  const keys = samples.map(({ name: own, labels }) => JSON.stringify([own, Object.entries(labels).sort()]))
  if (new Set(keys).size < keys.length) throw new Error(`${name} has a sample twice`)
  if (type === 'histogram') checkBuckets(samples)
}

function checkBuckets(samples: readonly Sample[]): void {
  let before: Sample | undefined
  for (const sample of samples.filter(({ name }) => !name.endsWith('_sum'))) {
    // A count comes behind its buckets, of which the last one has no bound.
    const isCount = sample.name.endsWith('_count')
    const first = before === undefined || before.name.endsWith('_count')
    if (!first && sample.value < before!.value) throw new Error(`${sample.name} has buckets that do not add up`)
    if (isCount && (before?.labels['le'] !== '+Inf' || before.value !== sample.value)) {
      throw new Error(`${sample.name} is not what its last bucket has`)
    }
    before = sample
  }
}
