import { fromBytes, type ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { signalNumbers } from '../../../kernel/signals.js'
import { formatTime } from '../../shared/strftime.js'
import { loadSettings } from './load.js'
import { Master } from './master.js'
import { readNginxOptions } from './options.js'
import { ConfigError } from './parse.js'
import type { NginxSettings } from './settings.js'

const version = 'nginx version: nginx/1.29.0'

/** `nginx`: serves what its configuration says. */
export const nginx: Program = async (proc) => {
  const options = readNginxOptions(proc.argv)
  const say = (text: string): void | Promise<void> => proc.write(2, `${text}\n`)
  if ('wrong' in options) {
    await say(`nginx: ${options.wrong}`)
    return 1
  }
  if (options.shows !== undefined) {
    await say(version)
    if (options.shows === 'build') await say('built by gcc 12.2.0 (Debian 12.2.0-14+deb12u1)')
    if (options.shows === 'help')
      await say('Usage: nginx [-?hvVtTq] [-s signal] [-p prefix] [-c filename] [-g directives]')
    return 0
  }
  const { config, more, tests, isQuiet, signal } = options
  let settings: NginxSettings
  try {
    settings = loadSettings(proc, config, more)
    if (tests && !isQuiet) await say(`nginx: the configuration file ${config} syntax is ok`)
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown
    await emergency(proc, thrown.message)
    if (tests) await say(`nginx: configuration file ${config} test failed`)
    return 1
  }
  for (const warning of settings.warnings) await say(`nginx: [warn] ${warning}`)
  if (tests) {
    if (!isQuiet) await say(`nginx: configuration file ${config} test is successful`)
    return 0
  }
  if (signal !== undefined) return sendSignal(proc, settings, signal)
  const master = (own: Proc): Promise<number> => new Master(own, settings, () => loadSettings(own, config, more)).run()
  if (!settings.isDaemon) return master(proc)
  proc.fork(master)
  return 0
}

/** What keeps it from starting is in its log, where it has one yet, and on its error output. */
async function emergency(proc: Proc, message: string): Promise<void> {
  const at = formatTime('%Y/%m/%d %T', proc.host.now())
  await proc.write(2, `${at} [emerg] ${proc.pid}#${proc.pid}: ${message}\nnginx: [emerg] ${message}\n`)
}

const { HUP, QUIT, TERM, USR1 } = signalNumbers
const signals: Readonly<Record<string, number>> = { stop: TERM, quit: QUIT, reload: HUP, reopen: USR1 }

/** `-s`: to whom the file with its number names. */
async function sendSignal(proc: Proc, { pidFile }: NginxSettings, signal: ByteString): Promise<number> {
  const at = formatTime('%Y/%m/%d %T', proc.host.now())
  await proc.write(2, `${at} [notice] ${proc.pid}#${proc.pid}: signal process started\n`)
  try {
    const pid = Number(fromBytes(proc.host.files.readFile(pidFile, proc.caller)).trim())
    if (!Number.isInteger(pid) || pid < 1) {
      await proc.write(2, `nginx: [error] invalid PID number "" in "${pidFile}"\n`)
      return 1
    }
    proc.kill(pid, signals[signal]!)
    return 0
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    const why =
      thrown.code === 'ESRCH'
        ? 'kill() failed (3: No such process)'
        : `open() "${pidFile}" failed (2: ${thrown.message})`
    await proc.write(2, `nginx: [error] ${why}\n`)
    return 1
  }
}
