import type { ByteString } from '../../../byte-string.js'
import { answerByProxy } from './proxy.js'
import { answerWithFile, fileOf, isDirectory, isFile, listOf } from './files.js'
import { serverNameOf, textAnswer, type Answer, type Asked } from './exchange.js'
import { locationFor } from './locate.js'
import { pageOf } from './pages.js'
import type { Location } from './settings.js'
import { expanded } from './variables.js'

/** How often a request may be led on within (ngx_http_internal_redirect). */
const mostTurns = 10

const whole: Pick<Location, 'kind' | 'text'> = { kind: 'prefix', text: '' }

/** Finds what a request is answered: by its path, and led on where the configuration says. */
export async function answerTo(asked: Asked, body: Uint8Array): Promise<Answer> {
  let location: Location | undefined
  for (let turn = 0; turn < mostTurns; turn++) {
    location = locationFor(asked.server, asked.subject.uri)
    const found = await answerIn(asked, location, body)
    if (found !== 'again') return found
  }
  await asked.log('error', 'rewrite or internal redirection cycle while internally redirecting')
  return plainPage(asked, 500)
}

async function answerIn(asked: Asked, location: Location | undefined, body: Uint8Array): Promise<Answer | 'again'> {
  const { server, subject, proc } = asked
  asked.scope = location?.scope ?? server.scope
  const { scope } = asked
  subject.root = scope.root
  const at = location ?? whole
  if (scope.answer !== undefined) return given(asked, body)
  if (scope.tryFiles !== undefined) {
    const tried = tryFiles(asked, at)
    if (typeof tried === 'number') return failed(asked, tried, body)
    if (tried === 'again') return 'again'
    if (tried !== undefined) return answerIn(asked, tried, body)
  }
  if (scope.proxy !== undefined) return settled(asked, await answerByProxy(asked, at, body), body)
  const path = fileOf(asked, subject.uri, at.kind === 'prefix' || at.kind === 'prefix first' ? at.text : '')
  if (!subject.uri.endsWith('/')) return settled(asked, await answerWithFile(asked, path), body)
  if (asked.request.method !== 'GET' && asked.request.method !== 'HEAD' && asked.pageOf === undefined)
    return failed(asked, 405, body)
  const index = scope.index.find((name) => isFile(proc, `${path}${name}`))
  if (index !== undefined) {
    subject.uri += index
    return 'again'
  }
  if (!isDirectory(proc, path)) {
    await asked.log('error', `"${path}${scope.index[0] ?? ''}" is not found (2: No such file or directory)`)
    return failed(asked, 404, body)
  }
  if (scope.autoindex) return settled(asked, listOf(asked, path), body)
  await asked.log('error', `directory index of "${path}" is forbidden`)
  return failed(asked, 403, body)
}

/** `return`: a text, a redirection, or a status alone. */
async function given(asked: Asked, body: Uint8Array): Promise<Answer | 'again'> {
  const { status, text } = asked.scope.answer!
  const { subject, scope } = asked
  if ([301, 302, 303, 307, 308].includes(status) && text !== undefined) {
    return { ...plainPage(asked, status), headers: [['Location', expanded(text, subject)], ['Content-Type', 'text/html']] } // prettier-ignore
  }
  if (text !== undefined) return textAnswer(status, scope.defaultType, expanded(text, subject))
  if (status === 444) return { status, headers: [] }
  return status < 300 ? textAnswer(status, scope.defaultType, '') : failed(asked, status, body)
}

/** `try_files`: goes on with the first that is there; the last one is where it goes else. */
function tryFiles(asked: Asked, at: Pick<Location, 'kind' | 'text'>): number | 'again' | Location | undefined {
  const { scope, subject, proc, server } = asked
  const names = scope.tryFiles!
  const prefix = at.kind === 'regex' ? '' : at.text
  for (const name of names.slice(0, -1)) {
    const uri = expanded(name, subject)
    const path = fileOf(asked, uri.startsWith('/') ? uri : `/${uri}`, prefix)
    if (name.endsWith('/') ? isDirectory(proc, path) : isFile(proc, path)) {
      subject.uri = uri
      return undefined
    }
  }
  const last = names.at(-1)!
  if (last.startsWith('=')) return Number(last.slice(1)) || 404
  if (last.startsWith('@')) return server.locations.find(({ text }) => text === last) ?? 500
  lead(asked, expanded(last, subject))
  return 'again'
}

function lead({ subject }: Asked, target: ByteString): void {
  const question = target.indexOf('?')
  subject.uri = question < 0 ? target : target.slice(0, question)
  if (question >= 0) subject.args = target.slice(question + 1)
}

async function settled(asked: Asked, found: Answer | number, body: Uint8Array): Promise<Answer | 'again'> {
  if (typeof found === 'number') return failed(asked, found, body)
  if (found.body !== undefined || found.status < 300 || found.status === 304 || found.reason !== undefined) return found
  // A status of its own without a body has a page.
  const page = plainPage(asked, found.status)
  const isHead = asked.request.method === 'HEAD' && found.length !== undefined
  return isHead ? found : { ...page, headers: [...page.headers, ...found.headers] }
}

/** An error: with the page that `error_page` names, or nginx' own. */
async function failed(asked: Asked, status: number, body: Uint8Array): Promise<Answer | 'again'> {
  const page = asked.pageOf === undefined ? asked.scope.errorPages.get(status) : undefined
  if (page === undefined) return plainPage(asked, asked.pageOf ?? status)
  if (/^https?:/.test(page.target)) {
    const to = page.status ?? 302
    return { ...plainPage(asked, to), headers: [['Location', page.target], ['Content-Type', 'text/html']] } // prettier-ignore
  }
  if (page.status !== 0) asked.pageOf = page.status ?? status
  if (page.target.startsWith('@')) {
    const named = asked.server.locations.find(({ text }) => text === page.target)
    return named === undefined ? plainPage(asked, 500) : answerIn(asked, named, body)
  }
  lead(asked, page.target)
  return 'again'
}

export function plainPage({ scope }: Pick<Asked, 'scope'>, status: number): Answer {
  const text = pageOf(status, serverNameOf(scope))
  return text === undefined ? { status, headers: [], length: 0 } : textAnswer(status, 'text/html', text)
}
