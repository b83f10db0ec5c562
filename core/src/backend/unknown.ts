import { isBuiltin } from 'node:module'
import { swarmError } from '../errors.js'
import { nearest } from '../nearest.js'
import { survey } from './candidates.js'
import type { Places } from './places.js'
import { invalidName, isPackageName, nameOf } from './resolve-name.js'
import { deniedAs } from './standing.js'

/** The error for a name that no backend has: the nearest that one has, and how to install it. */
export async function unknownBackend(name: string, wanted: string, places: Places): Promise<Error> {
  if (isBuiltin(name)) return invalidName(name, `it is a module of Node, and no ${wanted} is installed`)
  const { candidates, problems } = await survey(places)
  const usable = candidates.filter(({ place, shadow, package: own }) => {
    return place !== 'indirect' && shadow === undefined && deniedAs(places.deny ?? [], own) === undefined
  })
  const known = [...new Set(usable.map((candidate) => nameOf(candidate.package) ?? candidate.package))].sort()
  const near = nearest(name, known)
  const hint = near === undefined ? '' : `: did you mean "${near}"?`
  const have = known.length === 0 ? 'none is installed here' : `have: ${known.join(', ')}`
  const nameless = candidates.flatMap(({ folder, place, problem = '' }): [string, string][] =>
    place === 'paths' && problem !== '' ? [[folder, problem]] : [],
  )
  const unread = [...problems, ...nameless].map(([folder, problem]) => `; in ${folder} ${problem}`).join('')
  return swarmError('NotFound', `unknown backend "${name}"${hint} (${have}; ${toInstall(wanted)})${unread}`)
}

function toInstall(wanted: string): string {
  if (isPackageName(wanted)) return `to install another: npm i ${wanted}`
  return wanted === wanted.toLowerCase()
    ? 'it is too long for the name of a package'
    : 'names of packages are lower-case'
}
