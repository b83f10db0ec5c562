import type { ByteString } from '../../../byte-string.js'
import { glob } from '../glob.js'
import { list, type Reply } from './reply.js'
import type { Commands, Run, Session } from './server.js'

type Kind = 'channels' | 'patterns'

const count = ({ channels, patterns }: Session): number => channels.size + patterns.size

/** Each name is answered by itself, as what was not asked for. */
const join =
  (kind: Kind, word: string): Run =>
  (session, names) => {
    for (const name of names) {
      session[kind].add(name)
      session.push({ push: [word, name, count(session)] })
    }
    return undefined
  }

const leave =
  (kind: Kind, word: string): Run =>
  (session, names) => {
    const given = names.length > 0 ? names : [...session[kind]]
    for (const name of given) {
      session[kind].delete(name)
      session.push({ push: [word, name, count(session)] })
    }
    if (given.length === 0) session.push({ push: [word, null, count(session)] })
    return undefined
  }

const publish: Run = ({ server }, [channel = '', text = '']) => {
  let heard = 0
  const tell = (session: Session, reply: Reply): void => {
    session.push(reply)
    heard++
  }
  for (const session of server.sessions) {
    if (session.channels.has(channel)) tell(session, { push: ['message', channel, text] })
    for (const pattern of session.patterns) {
      if (glob(pattern)(channel)) tell(session, { push: ['pmessage', pattern, channel, text] })
    }
  }
  return heard
}

const pubsub: Run = ({ server }, [word = '', ...words]) => {
  const listening = new Map<ByteString, number>()
  for (const { channels } of server.sessions) {
    for (const channel of channels) listening.set(channel, (listening.get(channel) ?? 0) + 1)
  }
  if (/^numsub$/i.test(word)) return list(words.flatMap((channel) => [channel, listening.get(channel) ?? 0]))
  if (/^channels$/i.test(word)) return list([...listening.keys()].filter(glob(words[0] ?? '*')))
  return { error: `ERR unknown subcommand '${word}'. Try PUBSUB HELP.` }
}

export const subscriptionCommands: Commands = {
  subscribe: { arity: -2, run: join('channels', 'subscribe') },
  psubscribe: { arity: -2, run: join('patterns', 'psubscribe') },
  unsubscribe: { arity: -1, run: leave('channels', 'unsubscribe') },
  punsubscribe: { arity: -1, run: leave('patterns', 'punsubscribe') },
  publish: { arity: 3, run: publish },
  pubsub: { arity: -2, run: pubsub },
}
