import type { AnyJob, HeaderList, Operation } from 'libswarm-core'
import { escapeControls } from './escape.js'
import { isSecretHeader, isSecretName, redactBuildArgs, redactText, stars } from './redact.js'

/** One block of output: a line, and its body indented below it. */
export function block(line: string, body: readonly string[]): string {
  return [line, ...body.map((text) => `    ${text}`)].map((text) => `${escapeControls(text)}\n`).join('')
}

/** What a job asks for, in one line: `ContainerCreate create (web) ?name=web v1.44`. */
export function titleOf(row: Operation, job: AnyJob): string {
  const search = new URLSearchParams(job.search)
  const path = Object.values(job.path as Readonly<Record<string, string>>)
  const named = path.length === 0 ? search.getAll('name') : path
  const subject = named.length === 0 ? undefined : `(${named.map(redactText).join(', ')})`
  const query = search.size === 0 ? undefined : `?${[...search].map(shownParameter).join('&')}`
  const version = job.version === undefined ? undefined : `v${job.version}`
  return [row.operation, row.job, subject, query, version].filter((part) => part !== undefined).join(' ')
}

// What every client sends with every request, and framing.
const dull = new Set(['host', 'user-agent', 'accept', 'accept-encoding', 'content-type', 'content-length', 'expect'])

/** The headers of a job that say something. */
export function headerLines(headers: HeaderList): readonly string[] {
  return headers
    .filter(([name]) => !dull.has(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${isSecretHeader(name) ? stars : redactText(value)}`)
}

/** The kind of an error of libswarm, else its name; and its sentence. */
export function describe(thrown: unknown): { readonly name: string; readonly sentence: string } {
  if (!(thrown instanceof Error)) return { name: 'failed', sentence: redactText(String(thrown)) }
  const name = 'kind' in thrown && typeof thrown.kind === 'string' ? thrown.kind : thrown.name
  return { name, sentence: redactText(thrown.message) }
}

/** A number of bytes in words. */
export const byteCount = (count: number): string => (count === 1 ? '1 byte' : `${count} bytes`)

function shownParameter([name, value]: readonly [string, string]): string {
  if (name === 'buildargs') return `${name}=${redactBuildArgs(value)}`
  return `${name}=${isSecretName(name) && value !== '' ? stars : redactText(value)}`
}
