import type { ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import { signalNumbers } from '../../../kernel/signals.js'
import { formatTime } from '../../shared/strftime.js'
import { acceptAll } from '../accept.js'
import type { NginxSettings } from './settings.js'
import { serveConnection, type Work } from './worker.js'

const levels = ['debug', 'info', 'notice', 'warn', 'error', 'crit', 'alert', 'emerg']
const { CHLD, HUP, INT, QUIT, TERM } = signalNumbers

/** A line of the error log, where it is of the level that is kept. */
export async function sayTo(
  proc: Proc,
  { errorLog }: NginxSettings,
  logs: ReadonlyMap<ByteString, number>,
  level: string,
  text: string,
): Promise<void> {
  const fd = logs.get(errorLog.path)
  if (fd === undefined || levels.indexOf(level) < levels.indexOf(errorLog.level)) return
  await proc.write(fd, `${formatTime('%Y/%m/%d %T', proc.host.now())} [${level}] ${proc.pid}#${proc.pid}: ${text}\n`)
}

/** A worker: answers until it is told to go, and what it has begun by QUIT. */
export async function work(
  proc: Proc,
  settings: NginxSettings,
  logs: ReadonlyMap<ByteString, number>,
  listeners: readonly number[],
): Promise<number> {
  const say = (level: string, text: string): Promise<void> => sayTo(proc, settings, logs, level, text)
  let isStopping = false
  let busy = 0
  let idle: () => void = () => undefined
  const shared: Work = {
    proc,
    settings,
    logs,
    say,
    isStopping: () => isStopping,
    busy: (change) => void ((busy += change) === 0 && idle()),
    connections: 0,
  }
  for (const signal of [HUP, INT, CHLD]) proc.handle(signal, 'ignore')
  const told = new Promise<number>((resolve) => {
    proc.handle(QUIT, resolve)
    proc.handle(TERM, resolve)
  })
  const failed = Promise.all(
    listeners.map((fd) => acceptAll(proc, fd, (connection) => serveConnection(shared, connection))),
  )
  const signal = await Promise.race([told, failed])
  isStopping = true
  if (signal === QUIT) {
    await say('notice', 'gracefully shutting down')
    if (busy > 0) await new Promise<void>((resolve) => (idle = resolve))
  }
  await say('notice', 'exiting')
  await say('notice', 'exit')
  return 0
}
