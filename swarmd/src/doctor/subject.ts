import { checkBackend, sentencesOf, type Checked, type NamedSpec, type Places } from 'libswarm-core'
import { blame, loadConfig, placesOf, type Config, type Flags } from '../config/config.js'
import { maskPasswords } from '../config/mask.js'
import type { Configured } from '../config/backends.js'
import type { Member, Subject } from './finding.js'

/** What a command line and its config file are about. A wrong file is noted, wrong flags reject. */
export async function readSubject(cwd: string, flags: Flags): Promise<Subject> {
  const { config, configProblem } = await readConfig(cwd, flags)
  const places = await placesOf(config)
  const chain = await Promise.all(config.settings.backends.value.map((one) => checkMember(one, config, places)))
  return { config, configProblem, places, chain }
}

async function readConfig(cwd: string, flags: Flags): Promise<Pick<Subject, 'config' | 'configProblem'>> {
  try {
    return { config: await loadConfig(cwd, flags), configProblem: undefined }
  } catch (configProblem) {
    if (flags.values['no-config'] === true) throw configProblem
    const given = new Set([...flags.given].filter((name) => name !== 'config'))
    const config = await loadConfig(cwd, { values: { ...flags.values, 'no-config': true }, given })
    return { config, configProblem }
  }
}

async function checkMember({ spec, written }: Configured, config: Config, places: Places): Promise<Member> {
  const masked = maskPasswords(written)
  const shown = typeof masked === 'string' ? masked : JSON.stringify(masked)
  try {
    return { written: shown, checked: await withInner(spec, places), wrong: [] }
  } catch (thrown) {
    return { written: shown, checked: [], wrong: sentencesOf(blame(config, thrown)) }
  }
}

/** A backend, and those among its options, and theirs. */
async function withInner(spec: string | NamedSpec, places: Places): Promise<readonly Checked[]> {
  const checked = await checkBackend(spec, places)
  const inner = Object.entries(checked.manifest.options ?? {}).flatMap(([name, { type }]) => {
    if (type !== 'backend') return []
    return ((checked.options as Readonly<Record<string, unknown>>)[name] ?? []) as NamedSpec | readonly NamedSpec[]
  })
  return [checked, ...(await Promise.all(inner.map((one) => withInner(one, places)))).flat()]
}
