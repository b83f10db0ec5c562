import { toBytes, type ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import type { CurlError } from './curl-error.js'
import type { Tally } from './tally.js'

/** How a transfer has ended, as `-w` tells it. */
export interface Told {
  readonly tally: Tally
  readonly error: CurlError | undefined
  readonly path: ByteString | undefined
  readonly url: ByteString
}

const seconds = (microseconds: number): string => (microseconds / 1e6).toFixed(6)

const variables: Readonly<Record<string, (told: Told) => ByteString>> = {
  http_code: ({ tally }) => String(tally.response?.status ?? 0).padStart(3, '0'),
  http_version: ({ tally }) => tally.response?.version ?? '0',
  content_type: ({ tally }) => tally.response?.headers.get('Content-Type') ?? '',
  errormsg: ({ error }) => error?.message ?? '',
  exitcode: ({ error }) => String(error?.code ?? 0),
  filename_effective: ({ path }) => path ?? '',
  http_connect: () => '000',
  local_ip: ({ tally }) => tally.local.address,
  local_port: ({ tally }) => String(tally.local.port),
  method: ({ tally }) => tally.method,
  num_connects: ({ tally }) => String(tally.connections),
  num_headers: ({ tally }) => String([...(tally.response?.headers ?? [])].length),
  num_redirects: ({ tally }) => String(tally.redirects),
  redirect_url: ({ tally }) => tally.redirectUrl,
  remote_ip: ({ tally }) => tally.remote.address,
  remote_port: ({ tally }) => String(tally.remote.port),
  scheme: ({ tally }) => tally.scheme.toUpperCase(),
  size_download: ({ tally }) => String(tally.downloaded),
  size_header: ({ tally }) => String(tally.headerBytes),
  size_upload: ({ tally }) => String(tally.uploaded),
  speed_download: ({ tally }) => String(tally.speed),
  ssl_verify_result: () => '0',
  time_connect: ({ tally }) => seconds(tally.momentOf('connect')),
  time_namelookup: ({ tally }) => seconds(tally.momentOf('namelookup')),
  time_starttransfer: ({ tally }) => seconds(tally.momentOf('starttransfer')),
  time_total: ({ tally }) => seconds(tally.elapsed),
  url: ({ url }) => url,
  url_effective: ({ tally }) => (/:\/\//.test(tally.url) ? tally.url : `http://${tally.url}`) + (/^(?:\w+:\/\/)?[^/]*$/.test(tally.url) ? '/' : ''),
} // prettier-ignore

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/** Writes what `-w` asks for; `%{stderr}` sends the rest there. */
export async function writeOut(proc: Proc, format: ByteString, told: Told): Promise<void> {
  let fd = 1
  let text = ''
  for (const [whole, name, escaped] of format.matchAll(/%\{(\w+)\}|%%|\\(.)|[^%\\]+|[%\\]/gs)) {
    if (name === 'stdout' || name === 'stderr') {
      await proc.write(fd, toBytes(text))
      text = ''
      fd = name === 'stdout' ? 1 : 2
    } else if (name !== undefined)
      text += (variables[name === 'response_code' ? 'http_code' : name] ?? (() => ''))(told)
    else if (escaped !== undefined) text += escapes[escaped] ?? whole
    else text += whole === '%%' ? '%' : whole
  }
  if (text !== '') await proc.write(fd, toBytes(text))
}
