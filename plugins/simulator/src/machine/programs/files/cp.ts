import type { Proc, Program } from '../../kernel/proc.js'
import type { Words } from '../options.js'
import { pairsOf, type Pair } from '../shared/destinations.js'
import { isDirectory, lookAt } from '../shared/look.js'
import { joined } from '../shared/paths.js'
import { refuse, wordsOf, type Usage } from '../shared/words.js'
import { Copier, type CopyOptions } from './copier.js'

const usage: Record<Proc['flavor'], Usage> = {
  busybox: { short: 'pdRfinlsLHPaurTt:v', long: { parents: 'parents' }, usage: '[-adPLHpRflsinvuT] SOURCE... DEST' },
  gnu: {
    short: 'abdfHilLnprst:uvxPRS:T',
    long: {
      archive: 'a', force: 'f', interactive: 'i', link: 'l', dereference: 'L', 'no-dereference': 'P', 'no-clobber': 'n',
      'preserve::': 'preserve', recursive: 'R', 'symbolic-link': 's', 'target-directory:': 't', 'no-target-directory': 'T',
      update: 'u', verbose: 'v', parents: 'parents', 'no-preserve:': 'no-preserve', 'reflink::': 'reflink', 'sparse:': 'sparse',
      'remove-destination': 'remove-destination',
    },
    usage: '[OPTION]... SOURCE... DEST',
  },
} // prettier-ignore

/** Copies files. */
export const cp: Program = async (proc) => {
  const words = wordsOf(proc, usage[proc.flavor])
  if (typeof words === 'number') return words
  const pairs = words.has('parents') ? await withParents(proc, words) : await pairsOf(proc, usage[proc.flavor], words)
  if (typeof pairs === 'number') return pairs
  const copier = new Copier(proc, copyOptionsOf(words))
  let code = 0
  for (const [source, destination] of pairs) {
    // `d/.` is what is in it.
    const to = source.endsWith('/.') || source === '.' ? joined(destination, '.').replace(/\/\.$/, '') : destination
    if (!(await copier.copy(source, to))) code = 1
  }
  return code
}

/** `--parents`: each keeps the path that it was named by, below a directory. */
async function withParents(proc: Proc, words: Words): Promise<readonly Pair[] | number> {
  const sources = [...words.operands]
  const directory = words.last('t') ?? sources.pop()
  if (directory === undefined || !isDirectory(proc, directory)) {
    return refuse(proc, usage[proc.flavor], 'with --parents, the destination must be a directory')
  }
  return sources.map((source) => {
    const relative = source.replace(/^\/+/, '')
    const parts = relative.split('/').slice(0, -1)
    for (let many = 1; many <= parts.length; many++) {
      const path = joined(directory, parts.slice(0, many).join('/'))
      if (lookAt(proc, path) === undefined) proc.host.files.makeDirectory(path, 0o777, proc.caller)
    }
    return [source, joined(directory, relative)]
  })
}

function copyOptionsOf(words: Words): CopyOptions {
  const has = (name: string): boolean => words.has(name)
  const kept = has('preserve') ? (words.last('preserve') || 'mode,ownership,timestamps').split(',') : []
  const keeps = (what: string): boolean =>
    has('a') || (has('p') && what !== 'links') || kept.includes(what) || kept.includes('all')
  const recursive = has('a') || has('r') || has('R')
  const last = words.options.findLast(([name]) => 'LPHda'.includes(name))?.[0]
  const follow =
    last === undefined ? (recursive ? 'none' : 'all') : last === 'L' ? 'all' : last === 'H' ? 'operands' : 'none'
  const clobber = words.options.findLast(([name]) => 'nfi'.includes(name))?.[0]
  return {
    recursive,
    follow,
    keepMode: keeps('mode'),
    keepOwner: keeps('ownership'),
    keepTimes: keeps('timestamps'),
    keepLinks: has('d') || keeps('links'),
    force: has('f'),
    interactive: clobber === 'i',
    noClobber: has('n') && clobber !== 'i',
    update: has('u'),
    verbose: has('v'),
    linkInstead: has('l') ? 'hard' : has('s') ? 'symbolic' : undefined,
  }
}
