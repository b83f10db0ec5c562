import type { ByteString } from '../../../byte-string.js'

/** Where something goes instead: a path of the server's, a named location (`@name`), or a URL. */
export interface ErrorPage {
  readonly target: ByteString
  /** What the status becomes; 0 for that of the target. */
  readonly status?: number
}

/** A server behind this one, as `proxy_pass` names it. */
export interface Upstream {
  /** As written, without the scheme: what `Host` says. */
  readonly host: ByteString
  readonly addresses: readonly { readonly address: string; readonly port: number }[]
  /** What stands for the part of the path that the location matches; none keeps it. */
  readonly path: ByteString | undefined
}

/** What holds for a location; what it does not say comes from around it. */
export interface Scope {
  readonly root: ByteString
  readonly alias?: ByteString
  readonly index: readonly ByteString[]
  readonly autoindex: boolean
  readonly types: ReadonlyMap<string, string>
  readonly defaultType: string
  readonly errorPages: ReadonlyMap<number, ErrorPage>
  readonly headers: readonly (readonly [name: ByteString, value: ByteString, always: boolean])[]
  readonly logs: readonly AccessLog[]
  readonly showsVersion: boolean
  /** Bytes; 0 for as many as are sent. */
  readonly mostBody: number
  readonly proxyHeaders: readonly (readonly [name: ByteString, value: ByteString])[]
  readonly proxyVersion: '1.0' | '1.1'
  readonly logsMissing: boolean
  readonly tryFiles?: readonly ByteString[]
  readonly answer?: { readonly status: number; readonly text?: ByteString }
  readonly proxy?: Upstream
}

export interface AccessLog {
  readonly path: ByteString
  readonly format: ByteString
}

export interface Location {
  readonly kind: 'exact' | 'prefix' | 'prefix first' | 'regex' | 'named'
  readonly text: ByteString
  /** Of a regular expression, as JavaScript has it. */
  readonly pattern?: string
  readonly scope: Scope
}

export interface Listen {
  readonly address: string
  readonly port: number
  readonly isDefault: boolean
}

export interface VirtualServer {
  readonly listens: readonly Listen[]
  readonly names: readonly ByteString[]
  readonly scope: Scope
  readonly locations: readonly Location[]
}

export interface NginxSettings {
  readonly servers: readonly VirtualServer[]
  readonly isDaemon: boolean
  readonly workers: number
  readonly user: ByteString
  readonly pidFile: ByteString
  readonly errorLog: { readonly path: ByteString; readonly level: string }
  /** What is said of it as it is read. */
  readonly warnings: readonly string[]
}
