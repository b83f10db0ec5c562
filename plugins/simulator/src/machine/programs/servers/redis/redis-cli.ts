import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { resolveHost } from '../../../network/resolve.js'
import { Lines } from '../../lines.js'
import { formatted, raw, type Answer } from './format.js'
import { AnswerReader } from './answer-reader.js'
import { inlineWords } from './request.js'

interface Settings {
  host: ByteString
  port: number
  database: number | undefined
  password: ByteString | undefined
  user: ByteString | undefined
  isRaw: boolean
  failsOnError: boolean
  isQuiet: boolean
  version: 2 | 3
  repeats: number
  interval: number
  readonly words: readonly ByteString[]
}

const takesWord = new Set(['-h', '-p', '-n', '-a', '-r', '-i', '--pass', '--user', '-u', '-s', '-d', '-t'])

/** Its command line: options up to the first word of a command. */
function settingsOf(proc: Proc): Settings | string {
  const settings = {
    host: '127.0.0.1', port: 6379, database: undefined, password: proc.env.get('REDISCLI_AUTH'), user: undefined,
    isRaw: !proc.isTerminal(1), failsOnError: false, isQuiet: false, version: 2, repeats: 1, interval: 0,
  } as Omit<Settings, 'words'> // prettier-ignore
  let at = 1
  for (; at < proc.argv.length && proc.argv[at]!.startsWith('-'); at++) {
    const option = proc.argv[at]!
    const value = takesWord.has(option) ? proc.argv[++at] : undefined
    if (takesWord.has(option) && value === undefined)
      return `Unrecognized option or bad number of args for: '${option}'`
    if (option === '-h') settings.host = value!
    else if (option === '-p') settings.port = Number(value)
    else if (option === '-n') settings.database = Number(value)
    else if (option === '-a' || option === '--pass') settings.password = value
    else if (option === '--user') settings.user = value
    else if (option === '-r') settings.repeats = Number(value)
    else if (option === '-i') settings.interval = Number(value)
    else if (option === '--raw') settings.isRaw = true
    else if (option === '--no-raw') settings.isRaw = false
    else if (option === '-e') settings.failsOnError = true
    else if (option === '-2' || option === '-3') settings.version = option === '-2' ? 2 : 3
    else if (option === '--no-auth-warning') settings.isQuiet = true
    else if (option === '-u') readUrl(value!, settings)
    else return `Unrecognized option or bad number of args for: '${option}'`
  }
  return { ...settings, words: proc.argv.slice(at) }
}

function readUrl(url: ByteString, settings: Omit<Settings, 'words'>): void {
  const [, user, password, host, port, database] =
    /^rediss?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^:/]*)(?::(\d+))?(?:\/(\d+))?/.exec(url) ?? []
  if (host !== undefined && host !== '') settings.host = host
  if (port !== undefined) settings.port = Number(port)
  if (database !== undefined) settings.database = Number(database)
  if (password !== undefined) Object.assign(settings, { password, user: user || undefined })
  else if (user !== undefined) settings.password = user
}

/** `redis-cli`: one command, or those of its input. */
export const redisCli: Program = async (proc) => {
  if (proc.argv[1] === '--version' || proc.argv[1] === '-v') {
    await proc.write(1, `redis-cli ${proc.env.get('REDIS_VERSION') ?? '8.0.3'}\n`)
    return 0
  }
  const settings = settingsOf(proc)
  if (typeof settings === 'string') {
    await proc.write(2, `${settings}\n`)
    return 1
  }

  const link = await connectTo(proc, settings)
  if (link === undefined) return 1
  if (settings.words.length === 0) return fromInput(proc, settings, link)
  for (let round = 0; round < settings.repeats || settings.repeats < 0; round++) {
    if (round > 0) await proc.sleep(settings.interval * 1e6)
    const code = await ask(proc, settings, link, settings.words)
    if (code !== 0) return code
  }
  return 0
}

interface Link {
  readonly fd: number
  readonly answers: AnswerReader
}

async function connectTo(
  proc: Proc,
  { host, port, password, user, database, version, isQuiet }: Settings,
): Promise<Link | undefined> {
  const refused = async (why: string): Promise<undefined> => {
    await proc.write(2, `Could not connect to Redis at ${host}:${port}: ${why}\n`)
    return undefined
  }
  const [address] = resolveHost(proc, host)
  if (address === undefined) return refused('Name or service not known')
  let fd: number
  try {
    fd = await proc.sockets.connect({ address, port })
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    return refused(thrown.message)
  }
  const link = { fd, answers: new AnswerReader((atMost) => proc.read(fd, atMost)) }
  if (password !== undefined) {
    const given = proc.argv.some((word) => word === '-a' || word === '--pass' || word === '-u')
    if (given && !isQuiet) {
      const warning = "Using a password with '-a' or '-u' option on the command line interface may not be safe."
      await proc.write(2, `Warning: ${warning}\n`)
    }
    const answer = await askOnce(proc, link, ['AUTH', ...(user === undefined ? [] : [user]), password])
    if (answer !== undefined && isError(answer)) await proc.write(2, `AUTH failed: ${answer.error}\n`)
  }
  if (database !== undefined) await askOnce(proc, link, ['SELECT', String(database)])
  if (version === 3) await askOnce(proc, link, ['HELLO', '3'])
  return link
}

const isError = (answer: Answer): answer is { readonly error: string } =>
  typeof answer === 'object' && answer !== null && 'error' in answer

/** Undefined where the server has gone. */
async function askOnce(proc: Proc, { fd, answers }: Link, words: readonly ByteString[]): Promise<Answer | undefined> {
  const bulk = words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')
  try {
    await proc.write(fd, `*${words.length}\r\n${bulk}`)
    return await answers.next()
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    return undefined
  }
}

async function ask(proc: Proc, settings: Settings, link: Link, words: readonly ByteString[]): Promise<number> {
  const { isRaw, failsOnError } = settings
  const show = async (answer: Answer): Promise<void> => {
    await proc.write(1, isRaw ? `${raw(answer)}\n` : formatted(answer))
  }
  const answer = await askOnce(proc, link, words)
  if (answer === undefined) {
    if (/^shutdown$/i.test(words[0] ?? '')) return 0
    await proc.write(2, 'Error: Server closed the connection\n')
    return 1
  }
  if (isError(answer) && failsOnError) {
    await proc.write(2, `${answer.error}\n`)
    return 1
  }
  await show(answer)
  if (!/^p?subscribe$|^monitor$/i.test(words[0] ?? '')) return 0
  for (let next = await link.answers.next(); next !== undefined; next = await link.answers.next()) await show(next)
  return 0
}

async function fromInput(proc: Proc, settings: Settings, link: Link): Promise<number> {
  const lines = new Lines(proc, 0)
  const isTerminal = proc.isTerminal(0)
  const prompt = async (): Promise<void> => {
    if (isTerminal) await proc.write(1, `${settings.host}:${settings.port}> `)
  }
  let code = 0
  await prompt()
  for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
    const words = inlineWords(line.text)
    if (words === undefined) await proc.write(1, 'Invalid argument(s)\n')
    else if (/^(?:quit|exit)$/i.test(words[0] ?? '')) return code
    else if (words.length > 0) code = await ask(proc, settings, link, words)
    await prompt()
  }
  return code
}
