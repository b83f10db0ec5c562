import { fromBytes, type ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { Server } from './server.js'
import { HttpdConfigError, readHttpdSettings, type HttpdSettings } from './settings.js'

interface Words {
  readonly config: ByteString
  readonly tests: boolean
  readonly shows: boolean
}

function wordsOf(argv: readonly ByteString[]): Words {
  const at = argv.indexOf('-f')
  const config = at < 0 ? undefined : argv[at + 1]
  return {
    config: config ?? '/usr/local/apache2/conf/httpd.conf',
    tests: argv.includes('-t') || argv.includes('configtest'),
    shows: argv.includes('-v') || argv.includes('-V'),
  }
}

/** `httpd`: Apache, as its image has it; serves files. */
export const httpd: Program = async (proc) => {
  const version = proc.env.get('HTTPD_VERSION') ?? '2.4.64'
  const { config, tests, shows } = wordsOf(proc.argv)
  if (shows) {
    await proc.write(1, `Server version: Apache/${version} (Unix)\nServer built:   Jul 10 2025 00:00:00\n`)
    return 0
  }
  let settings: HttpdSettings
  try {
    settings = readHttpdSettings(fromBytes(proc.host.files.readFile(config, proc.caller)), config)
  } catch (thrown) {
    if (!(thrown instanceof HttpdConfigError) && !(thrown instanceof Errno)) throw thrown
    const why =
      thrown instanceof Errno ? `httpd: Could not open configuration file ${config}: ${thrown.message}` : thrown.message
    await proc.write(2, `${why}\n`)
    return 1
  }
  if (settings.serverName === undefined) await unnamed(proc)
  if (tests) {
    await proc.write(2, 'Syntax OK\n')
    return 0
  }
  return new Server(proc, settings, version).run()
}

/** It says so as it reads its configuration, and as it does so again. */
async function unnamed(proc: Proc): Promise<void> {
  const { network } = proc.host
  const [address = '127.0.0.1'] = network.interfaces()[1]?.addresses.map((one) => one.split('/')[0]!) ?? []
  const line = `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${address}. Set the 'ServerName' directive globally to suppress this message\n`
  await proc.write(2, line + line)
}
