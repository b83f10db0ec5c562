const page = (status: string, body: string, fields = ''): string =>
  `HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n${fields}\r\n${body}`

/** How many bytes `{filling}` is. */
export const filling = 200_000

/**
 * What the server at 127.0.0.1:8080 sends for a path, before it closes the connection; `*` for any other. `{request}` is
 * the request as it came, `{filling}` many bytes; `null` is no answer and no end.
 */
export const answers: Readonly<Record<string, string | null>> = {
  '/hello': page('200 OK', 'hello\n'),
  '/echo': 'HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n{request}',
  '/chunked': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab\n\r\n4\r\ncde\n\r\n0\r\n\r\n',
  '/until': 'HTTP/1.1 200 OK\r\n\r\nto the end\n',
  '/cut': 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort\n',
  '/big': `HTTP/1.1 200 OK\r\nContent-Length: ${filling}\r\n\r\n{filling}`,
  '/empty': '',
  '/garbage': 'SSH-2.0-x\r\n',
  '/slow': null,
  '/redirect': page('302 Found', 'moved\n', 'Connection: close\r\nLocation: /hello\r\n'),
  '/absolute': page('301 Moved Permanently', '', 'Connection: close\r\nLocation: http://127.0.0.1:8080/hello\r\n'),
  '/deep/relative': page('302 Found', '', 'Connection: close\r\nLocation: ../hello?x=1\r\n'),
  '/again': page('307 Temporary Redirect', '', 'Location: /echo\r\n'),
  '/see': page('303 See Other', '', 'Location: /echo\r\n'),
  '/loop': page('302 Found', '', 'Location: /loop\r\n'),
  '/error': page('500 Internal Server Error', 'oops\n'),
  '/nothing': 'HTTP/1.1 204 No Content\r\n\r\n',
  '/secret': page('401 Unauthorized', 'who?\n', 'WWW-Authenticate: Basic realm="x"\r\n'),
  '/part': 'HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 2-5/6\r\nContent-Length: 4\r\n\r\nllo\n',
  '/dir/': page('200 OK', 'index\n'),
  '/badchunk': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
  '/nolocation': page('302 Found', ''),
  '*': page('404 Not Found', 'no such page\n'),
}

/** What the nameserver at 127.0.0.1 knows. */
export const names: Readonly<Record<string, readonly string[]>> = {
  web: ['127.0.0.1'],
  two: ['10.0.0.2', '10.0.0.3'],
}

/** What is otherwise each time, as patterns and what stands for it: moments, speeds, and ports that were free. */
export const moments: readonly (readonly [pattern: string, instead: string])[] = [
  ['^/usr/bin/bash: ', 'bash: '],
  ['^bash: line \\d+: ', 'sh: '],
  ['^Date: [^\\r\\n]*', 'Date: NOW'],
  ['after \\d+ (ms|milliseconds)', 'after N $1'],
  ['\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d', 'NOW'],
  ['\\(\\S+ .?B/s\\)', '(RATE)'],
  ['^( +0K(?: +\\d+%)?) +[0-9.]+[KMG]?=[0-9.]+s$', '$1 RATE'],
  ['(\\[::ffff:127\\.0\\.0\\.1\\]|localhost|127\\.0\\.0\\.1)(:| )(3|4|5|6)\\d{4}\\b', '$1$2PORT'],
  ['time[= ][0-9.]+ ?ms', 'time=T'],
  ['= [0-9./]+ ms$', '= T'],
  ['(\\r *\\d+ +\\S+ +\\d+ +\\S+ +\\d+ +\\S+) +\\S+ +\\S+ (?:--:--:--  *){3} *\\S+$', '$1 RATE'],
]
