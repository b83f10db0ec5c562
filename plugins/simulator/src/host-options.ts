import { randomUUID } from 'node:crypto'
import { digest } from './digest.js'
import type { MakeError } from './errors.js'
import { standardHost, type Host } from './system/host.js'

/** The options that say what an engine and its host are. */
export interface HostOptions {
  /** The engine's own labels: `disk=ssd`. */
  readonly label?: readonly string[]
  /** The name of the host. */
  readonly 'engine-name'?: string
  /** The engine's ID; a random one unless given, or fixed by the seed. */
  readonly id?: string
  /** Fixes what is random. */
  readonly seed?: string | number
  /** How many CPUs the host has. */
  readonly cpus?: string | number
  /** The host's memory: bytes, or a text with a unit such as `8GB`. */
  readonly memory?: string | number
}

/** The options of the host, read and completed. Throws `InvalidParameter` with what would be right. */
export function readHost(options: HostOptions, error: MakeError): Host {
  const { label, 'engine-name': name, id, seed, cpus, memory } = options
  return {
    id: id === undefined ? idOf(seed) : readId(id, error),
    name: name === undefined ? standardHost.name : readName(name, error),
    labels: label === undefined ? standardHost.labels : readLabels(label, error),
    cpus: cpus === undefined ? standardHost.cpus : readCpus(String(cpus), error),
    memory: memory === undefined ? standardHost.memory : readMemory(String(memory), error),
  }
}

/** Engines of a pool are told apart by their IDs. */
const idOf = (seed: string | number | undefined): string =>
  seed === undefined
    ? randomUUID()
    : digest(`libswarm simulator ${seed}`).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')

function readId(text: string, error: MakeError): string {
  if (/^[\w:.-]{1,128}$/.test(text)) return text
  throw error('InvalidParameter', `"${text}" is no ID of an engine: write letters, digits and -, such as --id engine-1`)
}

/** As hostname(7) has names. */
function readName(text: string, error: MakeError): string {
  if (text.length <= 64 && /^[a-z\d](?:[\w.-]*[a-z\d])?$/i.test(text)) return text
  const examples = 'write up to 64 letters, digits, - and ., such as --engine-name node-1'
  throw error('InvalidParameter', `"${text}" is no name of a host: ${examples}`)
}

/** A key has one value, as dockerd's `--label` has it. */
function readLabels(texts: readonly string[], error: MakeError): readonly string[] {
  const values = new Map<string, string>()
  for (const text of texts) {
    const [, key, value = ''] = /^([^=\s]+)=(.*)$/s.exec(text) ?? []
    if (key === undefined) throw error('InvalidParameter', `"${text}" is no label: write --label disk=ssd`)
    const other = values.get(key)
    if (other !== undefined && other !== value) {
      const both = `"${key}=${other}" and "${key}=${value}"`
      throw error('InvalidParameter', `the labels ${both} conflict: write one value for ${key}`)
    }
    values.set(key, value)
  }
  return [...values].map(([key, value]) => `${key}=${value}`)
}

const mostCpus = 1024

function readCpus(text: string, error: MakeError): number {
  const cpus = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (cpus >= 1 && cpus <= mostCpus) return cpus
  throw error('InvalidParameter', `"${text}" is no number of CPUs: write 1 to ${mostCpus}, such as --cpus 8`)
}

const units = ['', 'k', 'm', 'g', 't']
/** Bytes: Docker's least for a container, and as much as a machine has by now. */
const [leastMemory, mostMemory] = [6 * 1024 ** 2, 64 * 1024 ** 4]

/** In units of 1024, as `docker run --memory` (go-units `RAMInBytes`). */
function readMemory(text: string, error: MakeError): number {
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([kmgt]?)(?:i?b)?$/i.exec(text) ?? []
  const bytes = amount === '' ? 0 : Math.floor(Number(amount) * 1024 ** units.indexOf(unit.toLowerCase()))
  if (bytes >= leastMemory && bytes <= mostMemory) return bytes
  throw error('InvalidParameter', `"${text}" is no amount of memory: write 6MB to 64TB, such as --memory 8GB`)
}
