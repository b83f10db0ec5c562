import { posix } from 'node:path'
import { fromBytes, type ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Proc } from '../../../kernel/proc.js'
import { resolveHost } from '../../../network/resolve.js'
import { glob } from '../redis/glob.js'
import { shownErrno } from './files.js'
import { ConfigError, parse, type Sources } from './parse.js'
import { SettingsReader } from './read-settings.js'
import type { NginxSettings } from './settings.js'

const sourcesOf = ({ host, caller }: Proc): Sources => ({
  read: (path) => {
    try {
      return fromBytes(host.files.readFile(path, caller))
    } catch (thrown) {
      if (thrown instanceof Errno) throw new ConfigError(`open() "${path}" failed (${shownErrno(thrown)})`)
      throw thrown
    }
  },
  matching: (pattern) => {
    const path = posix.resolve('/etc/nginx', pattern)
    if (!/[*?[]/.test(path)) return [path]
    const [directory, fits] = [posix.dirname(path), glob(posix.basename(path))]
    try {
      const names = host.files.list(directory, caller).filter((name) => fits(name) && !name.startsWith('.'))
      return [...names].sort().map((name) => posix.join(directory, name))
    } catch (thrown) {
      if (thrown instanceof Errno) return []
      throw thrown
    }
  },
})

/** The settings of a configuration, with what `-g` adds. Throws `ConfigError`. */
export function loadSettings(proc: Proc, file: ByteString, more: ByteString): NginxSettings {
  const sources = sourcesOf(proc)
  const written = more.trim() === '' || more.trim().endsWith(';') ? more : `${more};`
  const directives = [...parse(written, 'command line', sources), ...parse(sources.read(file), file, sources)]
  return new SettingsReader((name) => resolveHost(proc, name)).read(directives)
}
