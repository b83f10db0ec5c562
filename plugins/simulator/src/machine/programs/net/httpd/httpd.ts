import { signalNumbers } from '../../../kernel/signals.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { Errno } from '../../../errno.js'
import { percentDecoded } from '../../../http/percent.js'
import { complain, reasonOf } from '../../complain.js'
import type { Words } from '../../options.js'
import { wordsOf, type Usage } from '../../shared/words.js'
import { addressesOf } from '../socket.js'
import { portNumber } from '../services.js'
import { answer } from './answer.js'

const usage: Usage = {
  short: 'ifvp:h:c:u:r:m:e:d:',
  usage: '[-ifv[v]] [-c CONFFILE] [-p [IP:]PORT] [-u USER[:GRP]] [-r REALM] [-h HOME]',
}

/** busybox' httpd: serves the files of a directory. It runs no CGI scripts, and reads no configuration. */
export const httpd: Program = async (proc) => {
  const words = wordsOf(proc, usage)
  if (typeof words === 'number') return words
  const text = words.last('e') ?? words.last('d')
  if (text !== undefined) {
    await proc.write(1, words.last('e') === undefined ? (percentDecoded(text) ?? text) : asEntities(text))
    return 0
  }
  const home = words.last('h') ?? '.'
  try {
    proc.chdir(home)
  } catch (thrown) {
    await complain(proc, `can't change directory to '${home}': ${reasonOf(thrown)}`)
    return 1
  }
  const fd = await listen(proc, words.last('p') ?? '80')
  if (fd === undefined) return 1
  if (words.has('f')) return serve(proc, fd, words)
  proc.fork((child) => {
    child.setSession()
    for (const standard of [0, 1, 2]) child.close(standard)
    return serve(child, fd, words)
  })
  return 0
}

const asEntities = (text: string): string => text.replace(/[^A-Za-z0-9]/g, (byte) => `&#${byte.charCodeAt(0)};`)

async function listen(proc: Proc, given: string): Promise<number | undefined> {
  const [, host, portText = given] = /^(.*):(\w+)$/.exec(given) ?? []
  const port = portNumber(portText)
  const address = host === undefined ? '::' : addressesOf(proc, host)[0]
  if (port === undefined || address === undefined) {
    await complain(proc, `bad address '${given}'`)
    return undefined
  }
  try {
    return proc.sockets.listen({ address, port }, 9)
  } catch (thrown) {
    await complain(proc, `bind: ${reasonOf(thrown)}`)
    return undefined
  }
}

/** Answers each connection in a process of its own. */
async function serve(proc: Proc, fd: number, words: Words): Promise<number> {
  const verbose = words.options.filter(([name]) => name === 'v').length
  proc.handle(signalNumbers.CHLD, () => {
    try {
      while (proc.wait(-1, { noHang: true }) !== undefined);
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
    }
  })
  for (;;) {
    const connection = await proc.sockets.accept(fd)
    try {
      proc.fork((child) => {
        child.close(fd)
        child.handle(signalNumbers.PIPE, 'ignore')
        return answer(child, connection, verbose)
      })
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
    }
    proc.close(connection)
  }
}
