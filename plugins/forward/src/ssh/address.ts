import type { EngineHandle } from 'libswarm-core'

/** An engine's socket on a host that `ssh` leads to. */
export interface SshTarget {
  /** Where it is not ssh's own configuration that says who. */
  readonly user: string | undefined
  readonly host: string
  readonly port: number | undefined
  /** The engine's socket on that host. */
  readonly path: string
}

const defaultPath = '/var/run/docker.sock'

// What ssh has to take as it is: `-L` reads colons and backslashes, `%` and `$` as more than themselves, and a word that
// begins with a dash is an option.
const plainUser = /^[\w.+@][\w.+@-]*$/
const plainHost = /^\w[\w.-]*$/
const plainPath = /^\/[\w./@+,=~-]*[^/]$/

/**
 * Parses what follows `ssh://`: `[user@]host[:port][/path]`, an IPv6 address in brackets. Throws `InvalidParameter` with
 * what is wrong, and never with a password in it.
 */
export function parseSsh(
  rest: string,
  error: EngineHandle['error'],
): { readonly shown: string; readonly tls: false; readonly at: { readonly ssh: SshTarget } } {
  const end = rest.indexOf('/')
  const authority = end < 0 ? rest : rest.slice(0, end)
  const given = end < 0 || end === rest.length - 1 ? undefined : rest.slice(end)
  const at = authority.lastIndexOf('@')
  const user = at < 0 ? undefined : authority.slice(0, at)
  const [name = '', ...password] = user?.split(':') ?? []
  const invalid = (reason: string) => {
    const shown = password.length === 0 ? rest : `${name}:…${rest.slice(at)}`
    return error('InvalidParameter', `invalid address ${JSON.stringify(`ssh://${shown}`)}: ${reason}`)
  }
  if (password.length > 0) throw invalid('it has a password, and ssh takes keys and its agent only')
  if (user !== undefined && !plainUser.test(user)) throw invalid(`invalid user "${user}"`)
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|([^:]*))(?::([^:]*))?$/.exec(authority.slice(at + 1)) ?? []
  const host = bracketed ?? plain
  if (host === undefined || host === '') {
    throw invalid('expected ssh://user@host:port/path, an IPv6 address in brackets')
  }
  if (bracketed === undefined && !plainHost.test(host)) throw invalid(`invalid host "${host}"`)
  const port = digits === undefined ? undefined : Number(digits)
  if (digits !== undefined && (!/^\d{1,5}$/.test(digits) || port! < 1 || port! > 65535)) {
    throw invalid(`invalid port "${digits}", a port is a number from 1 to 65535`)
  }
  if (given !== undefined) checkPath(given, invalid)
  const path = given ?? defaultPath
  return { shown: `ssh://${authority}${given ?? ''}`, tls: false, at: { ssh: { user, host, port, path } } }
}

// sockaddr_un has room for 108 bytes, the last of them NUL.
const longestPath = 107

function checkPath(path: string, invalid: (reason: string) => Error): void {
  if (path.endsWith('/')) throw invalid('the path of a socket does not end in "/"')
  if (!plainPath.test(path)) throw invalid('the path of a socket behind ssh has letters, digits and ./@+,=~_- only')
  if (path.length > longestPath)
    throw invalid(`the socket path is too long (${path.length} bytes, at most ${longestPath})`)
}
