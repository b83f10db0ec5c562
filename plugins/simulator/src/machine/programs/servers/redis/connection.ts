import type { ByteString } from '../../../byte-string.js'
import { infoOf } from './info.js'
import { glob } from '../glob.js'
import { readIndex } from './numbers.js'
import { error, noAuth, wrongArity, list, ok, syntaxError } from './reply.js'
import type { Command, Commands, Run, Session } from './server.js'

/** A command of commands, such as `CLIENT ID`: each with the number of words behind its own name. */
const container = (name: string, subcommands: Commands): Command => ({
  arity: -2,
  run: (session, [word = '', ...args]) => {
    const own = word.toLowerCase()
    const found = Object.hasOwn(subcommands, own) ? subcommands[own] : undefined
    if (found === undefined)
      return error(`ERR unknown subcommand '${word.slice(0, 128)}'. Try ${name.toUpperCase()} HELP.`)
    const count = args.length + 2
    if (found.arity < 0 ? count < -found.arity : count !== found.arity) return wrongArity(`${name}|${own}`)
    return found.run(session, args)
  },
})

const auth: Run = ({ server }, words) => {
  const [password = '', ...more] = words.toReversed()
  if (more.length > 1) return syntaxError
  if (server.password === undefined && more.length === 0) {
    return error(
      'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
    )
  }
  const isRight = (more[0] ?? 'default') === 'default' && (server.password ?? password) === password
  return isRight && (server.password !== undefined || more.length > 0) ? ok : wrongPassword
}

const wrongPassword = error('WRONGPASS invalid username-password pair or user is disabled.')

/** Lets in who knows the password. */
const letIn: Run = (session, words) => {
  const reply = auth(session, words)
  if (reply === ok) session.isLetIn = true
  return reply
}

const hello: Run = (session, [version, ...words]) => {
  if (version !== undefined) {
    const wanted = readIndex(version)
    if (wanted === undefined) return error('ERR Protocol version is not an integer or out of range')
    if (wanted !== 2 && wanted !== 3) return error('NOPROTO unsupported protocol version')
    for (let at = 0; at < words.length; at += 1) {
      const word = words[at]!.toUpperCase()
      if (word === 'AUTH' && words[at + 2] !== undefined) {
        const reply = letIn(session, [words[at + 1]!, words[at + 2]!])
        if (reply !== ok) return reply
        at += 2
      } else if (word === 'SETNAME' && words[at + 1] !== undefined) session.name = words[++at]!
      else return error(`ERR Syntax error in HELLO option '${words[at]!}'`)
    }
    if (!session.isLetIn) return noAuth
    session.version = wanted
  }
  if (!session.isLetIn) return noAuth
  return {
    map: [
      ['server', 'redis'],
      ['version', session.server.version],
      ['proto', session.version],
      ['id', session.id],
      ['mode', 'standalone'],
      ['role', 'master'],
      ['modules', list([])],
    ],
  }
}

/** A line of `CLIENT LIST`, with what clients look at. */
function described(session: Session): string {
  const { id, peer, name, database, version, server } = session
  const age = Math.floor((server.now() - session.connectedAt) / 1e6)
  const subscribed = `sub=${session.channels.size} psub=${session.patterns.size} ssub=0`
  const library = `lib-name=${session.library.get('lib-name') ?? ''} lib-ver=${session.library.get('lib-ver') ?? ''}`
  return `id=${id} addr=${peer.address}:${peer.port} laddr=127.0.0.1:${server.port} fd=8 name=${name} age=${age} idle=0 flags=N db=${database} ${subscribed} multi=${session.queue?.length ?? -1} user=default redir=-1 resp=${version} ${library}\n`
}

const isPlain = (text: ByteString): boolean => /^[!-~]*$/.test(text)

const client = container('client', {
  id: { arity: 2, run: ({ id }) => id },
  getname: { arity: 2, run: ({ name }) => (name === '' ? null : name) },
  setname: {
    arity: 3,
    run: (session, [name = '']) => {
      if (!isPlain(name)) return error('ERR Client names cannot contain spaces, newlines or special characters.')
      session.name = name
      return ok
    },
  },
  setinfo: {
    arity: 4,
    run: (session, [option = '', value = '']) => {
      const name = option.toLowerCase()
      if (name !== 'lib-name' && name !== 'lib-ver') return error(`ERR Unrecognized option '${option}'`)
      if (!isPlain(value)) return error(`ERR ${name} cannot contain spaces, newlines or special characters.`)
      session.library.set(name, value)
      return ok
    },
  },
  info: { arity: 2, run: (session) => described(session) },
  list: { arity: -2, run: ({ server }) => [...server.sessions].map(described).join('') },
  'no-evict': { arity: 3, run: () => ok },
  'no-touch': { arity: 3, run: () => ok },
})

const config = container('config', {
  get: {
    arity: -3,
    run: ({ server }, patterns) => {
      const fits = patterns.map((pattern) => glob(pattern.toLowerCase()))
      return { map: [...server.settings].filter(([name]) => fits.some((fit) => fit(name))) }
    },
  },
  set: {
    arity: -4,
    run: ({ server }, pairs) => {
      if (pairs.length % 2 !== 0) return wrongArity('config|set')
      for (let at = 0; at < pairs.length; at += 2) {
        const name = pairs[at]!.toLowerCase()
        if (!server.settings.has(name)) {
          return error(`ERR Unknown option or number of arguments for CONFIG SET - '${pairs[at]!}'`)
        }
        server.settings.set(name, pairs[at + 1]!)
      }
      return ok
    },
  },
  resetstat: { arity: 2, run: () => ok },
})

export const connectionCommands: Commands = {
  ping: {
    arity: -1,
    run: (session, words) => {
      const [text] = words
      if (words.length > 1) return wrongArity('ping')
      const listens = session.channels.size + session.patterns.size > 0
      if (listens && session.version === 2) return list(['pong', text ?? ''])
      return text ?? { status: 'PONG' }
    },
  },
  echo: { arity: 2, run: (_, [text = '']) => text },
  auth: { arity: -2, run: letIn },
  hello: { arity: -1, run: hello },
  client,
  config,
  select: {
    arity: 2,
    run: (session, [number]) => {
      const database = readIndex(number)
      if (database === undefined) return error('ERR value is not an integer or out of range')
      if (database < 0 || database >= session.server.databases) return error('ERR DB index is out of range')
      session.database = database
      return ok
    },
  },
  command: {
    arity: -1,
    run: ({ server }, [word = '']) => {
      if (word.toLowerCase() === 'count') return server.commands.size
      return list([])
    },
  },
  info: { arity: -1, run: ({ server }, sections) => infoOf(server, sections) },
  time: {
    arity: 1,
    run: ({ server }) => {
      const now = server.now()
      return list([String(Math.floor(now / 1e6)), String(now % 1e6)])
    },
  },
  lastsave: { arity: 1, run: ({ server }) => Math.floor(server.startedAt / 1e6) },
  save: { arity: 1, run: () => ok },
  bgsave: { arity: -1, run: () => ({ status: 'Background saving started' }) },
  reset: {
    arity: 1,
    run: (session) => {
      Object.assign(session, {
        version: 2,
        database: 0,
        name: '',
        queue: undefined,
        isLetIn: session.server.password === undefined,
      })
      session.channels.clear()
      session.patterns.clear()
      session.watched.clear()
      return { status: 'RESET' }
    },
  },
  quit: {
    arity: -1,
    run: (session) => {
      session.isLeaving = true
      return ok
    },
  },
  shutdown: {
    arity: -1,
    run: ({ server }, [word = 'nosave']) => {
      if (!/^(?:nosave|save|now|force)$/i.test(word)) return syntaxError
      server.shutDown()
      return undefined
    },
  },
}
