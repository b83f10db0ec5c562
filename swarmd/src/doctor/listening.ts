import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { checkListening, formatAddress, parseAddress, sentencesOf, type Listenable } from 'libswarm-core'
import { socketsOf } from '../config/config.js'
import type { Check, Finding, Subject } from './finding.js'

/** The addresses to listen on: free, allowed, and for no one else. Each is let go again. */
export const listening: Check = {
  what: 'listen',
  async look(subject) {
    const { listen, admin } = subject.config.settings
    const found: Finding[] = []
    if (listen.value.length === 0) {
      found.push({ status: 'ok', what: 'listen', sentence: 'no address is given or configured' })
    }
    const seen = new Set<string>()
    for (const text of listen.value) found.push(...(await checkAddress('listen', text, seen, subject)))
    for (const text of admin.value) found.push(...(await checkAddress('admin', text, seen, subject)))
    return found
  },
}

type Use = 'listen' | 'admin'

async function checkAddress(use: Use, text: string, seen: Set<string>, subject: Subject): Promise<readonly Finding[]> {
  const what = `${use} ${text}`
  try {
    const full = formatAddress(parseAddress(text))
    if (seen.has(full) && !full.endsWith(':0')) {
      return [{ status: 'error', what, sentence: `${full} is given twice` }]
    }
    seen.add(full)
    if (full.startsWith('fd://')) return [{ status: 'ok', what, sentence: passed }]
    const listenable = await checkListening(text, socketsOf(subject.config))
    return [
      listenable.exposed ? exposed(use, what, listenable, subject) : free(what, listenable),
      ...(await openFolder(what, text)),
    ]
  } catch (thrown) {
    return sentencesOf(thrown).map((sentence) => ({ status: 'error', what, sentence: hinted(sentence) }))
  }
}

const passed = 'systemd passes its sockets when it starts swarmd, which cannot be looked at before'

function hinted(sentence: string): string {
  return sentence.endsWith('already in use') ? `${sentence} (by this swarmd, if it is running)` : sentence
}

function free(what: string, { stale }: Listenable): Finding {
  const sentence = stale ? 'nobody listens on this socket any more; it will be replaced' : 'it is free'
  return { status: 'ok', what, sentence }
}

function exposed(use: Use, what: string, { address }: Listenable, { chain, config: { settings } }: Subject): Finding {
  const open = `${address} is reachable from other machines without any authentication`
  const real = chain.flatMap(({ checked }) => checked.slice(0, 1)).filter(({ manifest }) => !manifest.simulated)
  if (real.length === 0) return { status: 'warning', what, sentence: `${open}; nothing real is behind it` }
  if (settings['insecure-tcp'].value) {
    const names = real.map(({ name }) => name).join(', ')
    const does = use === 'listen' ? 'controls what is behind' : 'sees what is asked of'
    return { status: 'warning', what, sentence: `${open}: whoever reaches it ${does} ${names}` }
  }
  const instead = 'listen on localhost or on a unix socket, or insist with --insecure-tcp'
  return { status: 'error', what, sentence: `${open}; ${instead}` }
}

const othersWrite = 0o002
const sticky = 0o1000

/** In a folder where everybody may write, anybody may put a socket of theirs in the place of this one. */
async function openFolder(what: string, text: string): Promise<readonly Finding[]> {
  const address = parseAddress(text)
  if (address.kind !== 'unix') return []
  const { mode } = await stat(dirname(address.path))
  if ((mode & othersWrite) === 0 || (mode & sticky) !== 0) return []
  return [{ status: 'warning', what, sentence: 'everybody may write to its folder, and so replace the socket' }]
}
