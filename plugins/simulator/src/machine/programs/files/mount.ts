import type { Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { wordsOf } from '../shared/words.js'

/** Lists what is mounted; mounting is refused, as in a container without the capability SYS_ADMIN. */
export const mount: Program = async (proc) => {
  const words = wordsOf(proc, {
    short: 'at:o:rwnfvlLB',
    long: { bind: 'B', 'types:': 't', 'options:': 'o' },
    usage: '[-t TYPE] [-o OPTIONS] DEVICE NODE',
  })
  if (typeof words === 'number') return words
  const gnu = proc.flavor === 'gnu'
  if (words.operands.length > 0) {
    const target = words.operands.at(-1)!
    if (gnu && proc.uid !== 0) await complain(proc, `${target}: must be superuser to use mount.`)
    else await complain(proc, gnu ? `${target}: permission denied.` : 'permission denied (are you root?)')
    return gnu && proc.uid === 0 ? 32 : 1
  }
  const type = words.last('t')
  const shown = proc.host.files.mounts().filter((mount) => type === undefined || mount.type === type)
  const lines = shown.map(
    ({ source, path, type, readOnly, options }) =>
      `${source} on ${path} type ${type} (${readOnly ? 'ro' : 'rw'}${options === '' ? '' : `,${options}`})\n`,
  )
  await proc.write(1, lines.join(''))
  return 0
}

/** Refused as mounting is. */
export const umount: Program = async (proc) => {
  const words = wordsOf(proc, { short: 'afrlndt:', usage: 'DIRECTORY...' })
  if (typeof words === 'number') return words
  const [target] = words.operands
  if (target === undefined) return 1
  await complain(
    proc,
    proc.flavor === 'gnu'
      ? `${target}: must be superuser to unmount.`
      : `can't unmount ${target}: Operation not permitted`,
  )
  return proc.flavor === 'gnu' ? 32 : 1
}
