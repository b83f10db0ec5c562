import { randomBytes } from 'node:crypto'
import { get, json, post } from '../wire.js'
import { chunk, chunked, last, upgrade } from './inner.js'

/** A request for a volume, by whatever is taken for the target of that. */
export function create(target: string, headers: readonly string[] = []): string {
  return post(target, [json, ...headers], '{"Name":"hidden"}')
}

const webSocket = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
]

/** What is the last on its connection, whatever comes behind it, by how it is answered. */
export const final: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  400: {
    'LF alone behind each line': get('/_ping').replaceAll('\r', ''),
    'LF alone behind each line of what makes a volume': create('/volumes/create').replaceAll('\r', ''),
    'no host': create('/volumes/create').replace('Host: d\r\n', ''),
    'a host with a space': create('/volumes/create').replace('Host: d', 'Host: d e'),
    'a host with a path': create('/volumes/create').replace('Host: d', 'Host: d/e'),
    'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'the preface of HTTP/2 and a frame': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0',
    'the hello of TLS': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    'the banner of SSH': 'SSH-2.0-OpenSSH_9.2\r\n',
    'a megabyte of anything': `\0${randomBytes(1024 * 1024).toString('latin1')}`,
    'a space before it': ' ',
    'a method that is none': get('/_ping', [], 'FOO'),
    ...Object.fromEntries(
      [
        '/volumes/cre\xc3\xa4te',
        '/\xff/volumes/create',
        '/volumes/create\xa0',
        '/\x01/volumes/create',
        '/volumes/create\t',
        '/volumes/create x',
        '\\volumes\\create',
        'volumes/create',
        'd@/volumes/create',
        'http:/volumes/create',
      ].map((target) => [`the target ${JSON.stringify(target)}`, create(target)]),
    ),
    'an upgrade of an attach in chunks': post('/containers/none/attach?stream=1', [...upgrade, chunked], chunk + last),
    'two hosts and an upgrade': create('/volumes/create', ['Host: e', ...upgrade]),
  },
  404: {
    'an upgrade of an attach to none': post('/containers/none/attach?stream=1&stdin=1', upgrade),
    'an upgrade of a command that is none': post('/exec/none/start', [json, ...upgrade], '{}'),
    'a WebSocket of an attach to none': get('/containers/none/attach/ws?stream=1&stdin=1', webSocket),
  },
  405: {
    CONNECT: get('d:1', [], 'CONNECT'),
    'a CONNECT of a path': create('/volumes/create').replace('POST', 'CONNECT'),
    'a CONNECT in chunks': get('d:1', [chunked], 'CONNECT') + chunk + last,
  },
}

/** What says itself that it is the last on its connection: something behind it breaks that off (docs/lifecycle.md). */
export const closing: Readonly<Record<string, string>> = {
  'Connection: close': get('/_ping', ['Connection: close']),
  'Connection: keep-alive, close': get('/_ping', ['Connection: keep-alive, close']),
  'Connection: close, of a body': post('/containers/none/start', ['Connection: close', chunked], last),
  'Connection: close, and an upgrade': get('/_ping', ['Connection: close, Upgrade', 'Upgrade: tcp']),
  'HTTP/1.0': get('/_ping').replace('HTTP/1.1', 'HTTP/1.0'),
}

/** Paths that dockerd moves to clean ones. */
export const unclean: readonly string[] = [
  '//volumes/create',
  '/./volumes/create',
  '/volumes//create',
  '/volumes/./create',
  '/volumes/create/.',
  '/volumes/x/../create',
  '/v1.41/../volumes/create',
  '/v1.41//volumes/create',
  '/_ping/../volumes/create',
  '/%2fvolumes/create',
  '/%2Fvolumes%2Fcreate',
  '/volumes%2f%2fcreate',
  '/%2e/volumes/create',
  '/volumes/%2e%2e/volumes/create',
  '/containers/..%2fvolumes/create',
  '/containers/%2e%2e/volumes/create',
  '/containers/%2E%2E%2fvolumes/create',
  '/..%2f..%2fvolumes/create',
  '//d/volumes/create',
  'http://d//volumes/create',
  'http://d/containers/../volumes/create',
  '/containers/../volumes/create?a=/../b',
]

/** Targets that are none of making a volume, however much they look like it, and the status of each. */
export const elsewhere: Readonly<Record<string, number>> = {
  ...statusOf(404, [
    '/volumes/create/',
    '/VOLUMES/create',
    '/volumes/create;a=b',
    '/volumes%3fcreate',
    '/volumes/create%3f',
    '/volumes/create%23',
    '/volumes/create#a',
    '/volumes\\create',
    '/volumes%5ccreate',
    '/volumes%252fcreate',
    '/containers/%252e%252e/volumes/create',
    '/V1.41/volumes/create',
    '/v1.41/v1.41/volumes/create',
    '/version/volumes/create',
    'http://d/volumes/create/',
  ]),
  ...statusOf(400, [
    '/volumes/create%00',
    '/volumes/create%0d%0a',
    '/volumes/create%20HTTP/1.1%0d%0aX:%20',
    '/%ZZ/volumes/create',
    '/volumes/create%',
    '/volumes%c0%afcreate',
    '/%c0%ae%c0%ae/volumes/create',
    '/v9.99/volumes/create',
    '/v0.1/volumes/create',
    '/v1.41.1/volumes/create',
  ]),
}

/** What makes one volume at dockerd, in whatever way it is asked for. */
export const meant: Readonly<Record<string, string>> = {
  'its own path': create('/volumes/create'),
  'a path with a version': create('/v1.41/volumes/create'),
  'an encoded path': create('/v%31.41/%76olumes%2fcreate'),
  'a URL with a host': create('http://169.254.169.254/volumes/create'),
  'a URL with another scheme and a port': create('HTTPS://d:80/volumes/create'),
  'an upgrade': create('/volumes/create', upgrade),
  'an upgrade to a WebSocket': create('/volumes/create', webSocket),
  'an upgrade to HTTP/2': create('/volumes/create', ['Connection: Upgrade', 'Upgrade: h2c']),
}

function statusOf(status: number, targets: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(targets.map((target) => [target, status]))
}
