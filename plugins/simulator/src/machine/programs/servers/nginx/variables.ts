import type { ByteString } from '../../../byte-string.js'
import type { Request } from '../../../http/request.js'
import type { SocketAddress } from '../../../network/sockets.js'
import { formatTime } from '../../shared/strftime.js'

/** What variables are about. */
export interface Subject {
  readonly request: Request | undefined
  /** The first line, whatever it is. */
  readonly line: ByteString
  readonly peer: SocketAddress
  readonly local: SocketAddress
  readonly now: number
  readonly startedAt: number
  readonly hostname: ByteString
  readonly serverName: ByteString
  readonly root: ByteString
  /** The path, decoded, as it is now. */
  readonly uri: ByteString
  readonly args: ByteString
  readonly proxyHost: ByteString
  readonly status: number
  readonly sent: number
  readonly connection: number
}

type Variable = (subject: Subject) => ByteString

const header = ({ request }: Subject, name: string): ByteString => request?.headers.get(name) ?? ''

/** The name of `Host`, in small letters and without its port. */
const host = (subject: Subject): ByteString =>
  header(subject, 'Host').toLowerCase().replace(/:\d+$/, '') || subject.serverName

const variables: Readonly<Record<string, Variable>> = {
  args: ({ args }) => args,
  body_bytes_sent: ({ sent }) => String(sent),
  bytes_sent: ({ sent }) => String(sent),
  connection: ({ connection }) => String(connection),
  content_length: (subject) => header(subject, 'Content-Length'),
  content_type: (subject) => header(subject, 'Content-Type'),
  document_root: ({ root }) => root,
  document_uri: ({ uri }) => uri,
  host,
  hostname: ({ hostname }) => hostname,
  is_args: ({ args }) => (args === '' ? '' : '?'),
  msec: ({ now }) => (now / 1e6).toFixed(3),
  nginx_version: () => '1.29.0',
  proxy_add_x_forwarded_for: (subject) =>
    [header(subject, 'X-Forwarded-For'), subject.peer.address].filter((part) => part !== '').join(', '),
  proxy_host: ({ proxyHost }) => proxyHost,
  query_string: ({ args }) => args,
  remote_addr: ({ peer }) => peer.address,
  remote_port: ({ peer }) => String(peer.port),
  remote_user: () => '',
  request: ({ line }) => line,
  request_method: ({ request }) => request?.method ?? '',
  request_time: ({ now, startedAt }) => ((now - startedAt) / 1e6).toFixed(3),
  request_uri: ({ request }) => request?.target ?? '',
  scheme: () => 'http',
  server_addr: ({ local }) => local.address,
  server_name: ({ serverName }) => serverName,
  server_port: ({ local }) => String(local.port),
  server_protocol: ({ request }) => (request === undefined ? '' : `HTTP/${request.version}`),
  status: ({ status }) => String(status),
  time_iso8601: ({ now }) => formatTime('%FT%T+00:00', now),
  time_local: ({ now }) => formatTime('%d/%b/%Y:%H:%M:%S +0000', now),
  uri: ({ uri }) => uri,
}

function valueOf(name: string, subject: Subject): ByteString {
  if (Object.hasOwn(variables, name)) return variables[name]!(subject)
  if (name.startsWith('http_')) return header(subject, name.slice(5).replaceAll('_', '-'))
  const wanted = `${name.slice(4)}=`
  if (!name.startsWith('arg_')) return ''
  return (
    subject.args
      .split('&')
      .find((pair) => pair.startsWith(wanted))
      ?.slice(wanted.length) ?? ''
  )
}

/** A text with its variables replaced, each as `shown` writes it. */
export const expanded = (
  text: ByteString,
  subject: Subject,
  shown: (value: ByteString) => ByteString = (value) => value,
): ByteString =>
  text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced: string | undefined, plain: string | undefined) =>
    shown(valueOf(braced ?? plain ?? '', subject)),
  )

/** As a log has it: `-` for nothing, and what could break a line as `\xXX` (`escape=default`). */
export const escaped = (value: ByteString): ByteString =>
  value === ''
    ? '-'
    : value.replace(
        /["\\\0-\x1f\x7f-\xff]/g,
        (char) => `\\x${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
      )
