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
import { addressesOf, idleOf } from '../listening.js'
import type { Check, Finding, Subject } from './finding.js'

/** The addresses to listen on: free, allowed, for no one else, and with TLS files that are right. Each is let go again. */
export const listening: Check = {
  what: 'listen',
  async look(subject) {
    if (subject.config.settings.listen.value.length === 0) {
      return [{ status: 'ok', what: 'listen', sentence: 'no address is given or configured' }]
    }
    try {
      const addresses = addressesOf(subject.config)
      const idle = idleOf(subject.config, addresses).map(warning('listen'))
      const seen = new Set<string>()
      const found: Finding[] = [...idle]
      for (const address of addresses) found.push(...(await checkAddress(address, seen, subject)))
      return found
    } catch (thrown) {
      return errors('listen', thrown)
    }
  },
}

async function checkAddress(
  listen: ListenAddress,
  seen: Set<string>,
  { chain, config: { settings } }: Subject,
): Promise<readonly Finding[]> {
  const text = typeof listen === 'string' ? listen : listen.address
  const what = `listen ${text}`
  try {
    const full = formatAddress(parseAddress(text))
    if (seen.has(full) && !full.endsWith(':0')) {
      return [{ status: 'error', what, sentence: `${full} is given twice` }]
    }
    seen.add(full)
    const checked = chain.flatMap(({ checked }) => checked.slice(0, 1))
    const real = checked.flatMap(({ name, manifest }) => (manifest.simulated ? [] : [name]))
    const listenable = await checkListening(listen, { real, insecureTcp: settings['insecure-tcp'].value })
    const warnings = listenable.warnings.map(warning(what))
    return [...(warnings.length > 0 ? warnings : [free(what, listenable)]), ...(await openFolder(what, text))]
  } catch (thrown) {
    return errors(what, thrown)
  }
}

function warning(what: string): (sentence: string) => Finding {
  return (sentence) => ({ status: 'warning', what, sentence })
}

function errors(what: string, thrown: unknown): readonly Finding[] {
  return sentencesOf(thrown).map((sentence) => ({ status: 'error', what, sentence: hinted(sentence) }))
}

function hinted(sentence: string): string {
  return sentence.endsWith('already in use') ? `${sentence} (by this swarmd, if it is running)` : sentence
}

function free(what: string, { stale }: Listenable): Finding {
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
