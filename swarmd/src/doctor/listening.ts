import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import {
  checkListening,
  formatAddress,
  parseAddress,
  sentencesOf,
  type Listenable,
  type ListenAddress,
} from 'libswarm-core'
import { socketsOf } from '../config/config.js'
import { addressesOf, idleOf } from '../listening.js'
import type { Check, Finding, Subject } from './finding.js'

/** The addresses to listen on: free, allowed, for no one else, and with TLS files that are right. Each is let go again. */
export const listening: Check = {
  what: 'listen',
  async look(subject) {
    const found: Finding[] = []
    if (subject.config.settings.listen.value.length === 0) {
      found.push({ status: 'ok', what: 'listen', sentence: 'no address is given or configured' })
    }
    const seen = new Set<string>()
    try {
      const addresses = addressesOf(subject.config)
      found.push(...idleOf(subject.config, addresses).map(warning('listen')))
      for (const address of addresses) found.push(...(await checkAddress('listen', address, seen, subject)))
    } catch (thrown) {
      found.push(...errors('listen', thrown))
    }
    for (const text of subject.config.settings.admin.value) {
      found.push(...(await checkAddress('admin', text, seen, subject)))
    }
    return found
  },
}

async function checkAddress(
  use: 'listen' | 'admin',
  listen: ListenAddress,
  seen: Set<string>,
  { chain, config }: Subject,
): Promise<readonly Finding[]> {
  const text = typeof listen === 'string' ? listen : listen.address
  const what = `${use} ${text}`
  try {
    const full = formatAddress(parseAddress(text))
    if (seen.has(full) && !full.endsWith(':0')) {
      return [{ status: 'error', what, sentence: `${full} is given twice` }]
    }
    seen.add(full)
    const checked = chain.flatMap(({ checked }) => checked.slice(0, 1))
    const real = checked.flatMap(({ name, manifest }) => (manifest.simulated ? [] : [name]))
    const guard = { real, insecureTcp: config.settings['insecure-tcp'].value }
    const listenable = await checkListening(listen, guard, socketsOf(config))
    const does = (sentence: string) =>
      use === 'admin' ? sentence.replace('controls what is behind', 'sees what is asked of') : sentence
    const warnings = listenable.warnings.map(does).map(warning(what))
    return [...(warnings.length > 0 ? warnings : [free(what, listenable)]), ...(await openFolder(what, text))]
  } catch (thrown) {
    return errors(what, thrown)
  }
}

const passed = 'systemd passes its sockets when it starts swarmd, which cannot be looked at before'

function warning(what: string): (sentence: string) => Finding {
  return (sentence) => ({ status: 'warning', what, sentence })
}

function errors(what: string, thrown: unknown): readonly Finding[] {
  return sentencesOf(thrown).map((sentence) => ({ status: 'error', what, sentence: hinted(sentence) }))
}

function hinted(sentence: string): string {
  return sentence.endsWith('already in use') ? `${sentence} (by this swarmd, if it is running)` : sentence
}

function free(what: string, { address, stale }: Listenable): Finding {
  if (address.startsWith('fd://')) return { status: 'ok', what, sentence: passed }
  const sentence = stale ? 'nobody listens on this socket any more; it will be replaced' : 'it is free'
  return { status: 'ok', what, sentence }
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
