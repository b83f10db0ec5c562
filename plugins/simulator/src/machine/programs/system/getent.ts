import { fromBytes, type ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { gnuLine, hostAnswer } from './getent-hosts.js'

const databases: readonly string[] = ['passwd', 'group', 'hosts', 'ahosts', 'ahostsv4', 'ahostsv6', 'services', 'protocols', 'networks', 'shadow', 'gshadow', 'shells'] // prettier-ignore

/** Looks things up in the files of `/etc`; hosts by the nameservers of a container, too (nsswitch.conf(5) says no more there). */
export const getent: Program = async (proc) => {
  const words = proc.argv.slice(1).filter((word) => !/^-(?:s|i|-service|-no-idn)/.test(word))
  const [database, ...keys] = words
  if (database === undefined) return refuse(proc, `${proc.argv[0]}: wrong number of arguments`)
  if (!databases.includes(database)) return refuse(proc, `Unknown database: ${database}`)
  const lines = linesOf(proc, database)
  if (keys.length === 0) {
    await proc.write(1, lines.map((line) => `${shown(database, line)}\n`).join(''))
    return 0
  }
  let code = 0
  for (const key of keys) {
    const text = isOfHosts(database) ? hostAnswer(proc, database, key) : firstOf(database, lines, key)
    if (text === '') code = 2
    else await proc.write(1, text)
  }
  return code
}

const isOfHosts = (database: string): boolean => database === 'hosts' || database.startsWith('ahosts')

function firstOf(database: string, lines: readonly ByteString[], key: ByteString): string {
  const found = lines.find((line) => fits(database, line, key))
  return found === undefined ? '' : `${shown(database, found)}\n`
}

async function refuse(proc: Proc, sentence: string): Promise<number> {
  const name = proc.argv[0]
  await proc.write(2, `${sentence}\n`)
  await proc.write(1, `Try \`${name} --help' or \`${name} --usage' for more information.\n`)
  return 1
}

function linesOf({ host: { files }, caller }: Proc, database: string): readonly ByteString[] {
  const name = database.startsWith('ahosts') ? 'hosts' : database
  try {
    const text = fromBytes(files.readFile(`/etc/${name}`, caller))
    return text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
  } catch (thrown) {
    if (thrown instanceof Errno) return []
    throw thrown
  }
}

const parts = (line: ByteString): ByteString[] => line.replace(/#.*/, '').trim().split(/\s+/)

function fits(database: string, line: ByteString, key: ByteString): boolean {
  if (line.includes(':') && ['passwd', 'group', 'shadow', 'gshadow'].includes(database)) {
    const [name, , id] = line.split(':')
    return name === key || (/^\d+$/.test(key) && id === key && !database.endsWith('shadow'))
  }
  if (database === 'services' || database === 'protocols') {
    const [name, number = '', ...more] = parts(line)
    return name === key || number === key || number.split('/')[0] === key || more.includes(key)
  }
  return parts(line).includes(key)
}

function shown(database: string, line: ByteString): string {
  if (isOfHosts(database)) {
    const [address = '', ...names] = parts(line)
    return gnuLine(address, names).trimEnd()
  }
  if (database === 'services') {
    const [name = '', ...more] = parts(line)
    return `${name.padEnd(21)} ${more.join(' ')}`
  }
  return line
}
