import type { Dialect } from '../dialect.js'

/** Options of `set`, by their long names; the letter is what `set -X` calls them. */
export interface OptionName {
  readonly name: string
  readonly letter: string
  readonly isOn?: boolean
}

const shared = {
  errexit: 'e', noglob: 'f', ignoreeof: 'I', monitor: 'm', noexec: 'n', xtrace: 'x', verbose: 'v', noclobber: 'C',
  allexport: 'a', notify: 'b', nounset: 'u', vi: 'V', emacs: 'E', nolog: '', debug: '', interactive: 'i', stdin: 's',
} // prettier-ignore

const named = (names: string, letters: Readonly<Record<string, string>>): readonly OptionName[] =>
  names.split(' ').map((name) => ({ name, letter: letters[name] ?? '' }))

const bashLetters = {
  ...shared, vi: '', emacs: '', ignoreeof: '', braceexpand: 'B', errtrace: 'E', functrace: 'T', hashall: 'h',
  histexpand: 'H', keyword: 'k', onecmd: 't', physical: 'P', privileged: 'p',
} // prettier-ignore

/** In the order in which `set -o` shows them (busybox 1.35, bash 5.2, dash 0.5.12). */
export const optionNames: Readonly<Record<Dialect, readonly OptionName[]>> = {
  ash: named(
    'errexit noglob ignoreeof monitor noexec xtrace verbose noclobber allexport notify nounset errtrace vi pipefail',
    { ...shared, errtrace: 'E' },
  ),
  bash: named(
    'allexport braceexpand emacs errexit errtrace functrace hashall histexpand history ignoreeof interactive-comments ' +
      'keyword monitor noclobber noexec noglob nolog notify nounset onecmd physical pipefail posix privileged verbose vi ' +
      'xtrace',
    bashLetters,
  ),
  dash: named(
    'errexit noglob ignoreeof interactive monitor noexec stdin xtrace verbose vi emacs noclobber allexport notify ' +
      'nounset privileged nolog debug',
    shared,
  ),
}

/** What is on at the start. */
export const initially = (dialect: Dialect): ReadonlySet<string> =>
  new Set(dialect === 'bash' ? ['braceexpand', 'hashall', 'interactive-comments'] : [])
