import { error, list, ok, type Reply } from './reply.js'
import type { Commands, Session } from './server.js'

const forget = (session: Session): void => {
  session.queue = undefined
  session.isSpoiled = false
  session.watched.clear()
}

const watchKey = ({ database }: Session, key: string): string => `${database} ${key}`

export const transactionCommands: Commands = {
  multi: {
    arity: 1,
    run: (session) => {
      if (session.queue !== undefined) return error('ERR MULTI calls can not be nested')
      session.queue = []
      return ok
    },
  },
  exec: {
    arity: 1,
    run: (session) => {
      const { queue, isSpoiled, watched, server } = session
      if (queue === undefined) return error('ERR EXEC without MULTI')
      const isTouched = [...watched].some(([key, at]) => server.touched(key) > at)
      forget(session)
      if (isSpoiled) return error('EXECABORT Transaction discarded because of previous errors.')
      if (isTouched) return { nothing: true }
      return list(
        queue.map((words) => server.run(session, words)).filter((reply): reply is Reply => reply !== undefined),
      )
    },
  },
  discard: {
    arity: 1,
    run: (session) => {
      if (session.queue === undefined) return error('ERR DISCARD without MULTI')
      forget(session)
      return ok
    },
  },
  watch: {
    arity: -2,
    run: (session, keys) => {
      if (session.queue !== undefined) return error('ERR WATCH inside MULTI is not allowed')
      for (const key of keys) session.watched.set(watchKey(session, key), session.server.changes)
      return ok
    },
  },
  unwatch: {
    arity: 1,
    run: (session) => {
      session.watched.clear()
      return ok
    },
  },
}
