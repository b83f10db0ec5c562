import type { ByteString } from '../../byte-string.js'
import type { Dialect } from '../dialect.js'

const posix =
  '. : [ alias bg break cd command continue echo eval exec exit export false fg getopts hash jobs kill local printf pwd ' +
  'read readonly return set shift test times trap true type ulimit umask unalias unset wait'

/** The builtins that each shell has. */
const names: Readonly<Record<Dialect, ReadonlySet<string>>> = {
  dash: new Set(posix.split(' ')),
  ash: new Set(`${posix} [[ chdir help history let source`.split(' ')),
  bash: new Set(
    `${posix} builtin caller declare dirs disown enable help history let logout mapfile popd pushd readarray shopt source suspend typeset`.split(
      ' ',
    ),
  ),
}

export const isBuiltin = (dialect: Dialect, name: ByteString): boolean => names[dialect].has(name)

const special = new Set(
  '. : break continue eval exec exit export readonly return set shift times trap unset'.split(' '),
)

/** Special builtins of POSIX (XCU 2.14): what is wrong with them ends a script. */
export const isSpecialBuiltin = (name: ByteString): boolean => special.has(name)
