import type { ByteString } from '../../../byte-string.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { showAddresses, showLinks } from './addresses.js'
import { refuse, type IpRequest } from './request.js'
import { getRoute, showRoutes } from './routes.js'

type Command = (proc: Proc, request: IpRequest) => number | Promise<number>

const forbidden: Command = (proc) => refuse(proc, 'RTNETLINK answers: Operation not permitted', 2)
const noFlush: Command = (proc) => refuse(proc, "can't send flush request: Operation not permitted", 1)
const noFlags: Command = (proc, { words }) => {
  const isThere = proc.host.network.interfaces().some(({ name }) => words.includes(name))
  return refuse(proc, isThere ? 'SIOCSIFFLAGS: Operation not permitted' : 'SIOCGIFFLAGS: No such device', 2)
}
const nothing: Command = () => 0

const rules: Command = async (proc) => {
  const tables = [[0, 'local'], [32_766, 'main'], [32_767, 'default']] as const // prettier-ignore
  await proc.write(1, tables.map(([number, name]) => `${number}:\tfrom all lookup ${name} \n`).join(''))
  return 0
}

/** What can be done, by objects: the first name that begins so is meant, and the first thing where nothing is said. */
const objects: Readonly<Record<string, Readonly<Record<string, Command>>>> = {
  address: { show: showAddresses, list: showAddresses, lst: showAddresses, add: forbidden, delete: forbidden, flush: noFlush, change: forbidden, replace: forbidden },
  route: { show: showRoutes, list: showRoutes, lst: showRoutes, get: getRoute, add: forbidden, append: forbidden, change: forbidden, delete: forbidden, replace: forbidden, flush: noFlush },
  link: { show: showLinks, list: showLinks, lst: showLinks, set: noFlags, add: forbidden, delete: forbidden },
  rule: { show: rules, list: rules, lst: rules, add: forbidden, delete: forbidden },
  neigh: { show: nothing, list: nothing, lst: nothing, flush: nothing },
} // prettier-ignore

/** Shows interfaces, addresses and routes. All that would change them is refused, as without the capability NET_ADMIN. */
export const ip: Program = async (proc) => {
  const { family, oneLine, rest } = readFlags(proc.argv.slice(1))
  const [object = '', what, ...words] = rest ?? ['']
  const commands = object === '' ? undefined : startingWith(objects, object)
  const command = commands === undefined ? undefined : startingWith(commands, what ?? '')
  if (command === undefined) {
    await proc.write(2, 'Usage: ip [-4|-6] [-o] addr|route|link|rule|neigh [ARGS]\n')
    return 1
  }
  return command(proc, { family, oneLine, words })
}

function startingWith<T>(table: Readonly<Record<string, T>>, text: string): T | undefined {
  return Object.entries(table).find(([name]) => name.startsWith(text))?.[1]
}

interface Flags {
  readonly family: 4 | 6 | undefined
  readonly oneLine: boolean
  /** Undefined where there is an option that is none. */
  readonly rest: readonly ByteString[] | undefined
}

function readFlags(words: readonly ByteString[]): Flags {
  let family: 4 | 6 | undefined
  let oneLine = false
  for (let at = 0; ; at++) {
    const word = words[at] ?? ''
    if (!word.startsWith('-')) return { family, oneLine, rest: words.slice(at) }
    const name = word.replace(/^--?/, '')
    if (name === '4' || name === '6') family = name === '4' ? 4 : 6
    else if ('oneline'.startsWith(name)) oneLine = true
    else if ('family'.startsWith(name)) family = words[++at] === 'inet6' ? 6 : 4
    else return { family, oneLine, rest: undefined }
  }
}
