import { expect } from 'chai'
import { fromBytes } from '../dist/machine/byte-string.js'
import type { Kernel } from '../dist/machine/kernel/kernel.js'
import { programs } from '../dist/machine/programs/index.js'
import { ask, raw, response } from './http-support.js'
import { newFiles, root, write } from './machine-files-support.js'
import { newKernel, start, type Ran } from './machine-support.js'
import { eventually } from './support.js'

const httpd = programs.get('apache')!

async function serving(config: string): Promise<{ readonly kernel: Kernel; readonly server: Ran }> {
  const files = newFiles()
  for (const path of ['/www', '/www/dir', '/www/noidx']) files.makeDirectory(path, 0o755, root)
  write(files, '/httpd.conf', config)
  write(files, '/www/index.html', '<html><body><h1>It works!</h1></body></html>\n')
  write(files, '/www/a.txt', 'abc\n')
  const at = Date.UTC(2025, 0, 2, 3, 4, 5) * 1000
  for (const name of ['index.html', 'a.txt']) files.setTimes(`/www/${name}`, { accessed: at, modified: at }, root)
  const kernel = newKernel({ files })
  const server = start(kernel, httpd, { argv: ['httpd', '-f', '/httpd.conf', '-DFOREGROUND'] })
  await eventually(async () => server.stderr().includes('AH00094'))
  return { kernel, server }
}

const own = 'Server: Apache/2.4.64 (Unix)'
const close = 'Connection: close'
const known = ['Last-Modified: Thu, 02 Jan 2025 03:04:05 GMT', 'ETag: "4-62ab06a391340"', 'Accept-Ranges: bytes']
const plain = 'Content-Type: text/plain'
const page = (status: string, text: string): string =>
  `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n<html><head>\n<title>${status}</title>\n</head><body>\n<h1>${status.slice(4)}</h1>\n<p>${text}</p>\n</body></html>\n`
const withPage = (status: string, text: string, ...headers: string[]): string =>
  response(
    status,
    [
      own,
      ...headers,
      `Content-Length: ${page(status, text).length}`,
      close,
      'Content-Type: text/html; charset=iso-8859-1',
    ],
    page(status, text),
  )
const allow = 'Allow: HEAD,GET,POST,OPTIONS,TRACE'

/** As Apache 2.4.71 of Debian answers, but for its version. */
const answers: readonly (readonly [line: string, headers: readonly string[], answer: string])[] = [
  [
    'GET /',
    [],
    response(
      '200 OK',
      [own, known[0]!, 'ETag: "2d-62ab06a391340"', known[2]!, 'Content-Length: 45', close, 'Content-Type: text/html'],
      '<html><body><h1>It works!</h1></body></html>\n',
    ),
  ],
  ['GET /nope', [], withPage('404 Not Found', 'The requested URL was not found on this server.')],
  [
    'GET /dir',
    [],
    withPage(
      '301 Moved Permanently',
      'The document has moved <a href="http://localhost:8088/dir/">here</a>.',
      'Location: http://localhost:8088/dir/',
    ),
  ],
  ['HEAD /a.txt', [], response('200 OK', [own, ...known, 'Content-Length: 4', close, plain])],
  ['POST /a.txt', [], response('200 OK', [own, ...known, 'Content-Length: 4', close, plain], 'abc\n')],
  [
    'GET /a.txt',
    ['Range: bytes=0-1'],
    response(
      '206 Partial Content',
      [own, ...known, 'Content-Length: 2', 'Content-Range: bytes 0-1/4', close, plain],
      'ab',
    ),
  ],
  [
    'GET /a.txt',
    ['If-None-Match: "4-62ab06a391340"'],
    response('304 Not Modified', [own, ...known.slice(0, 2), close]),
  ],
  ['FOO /', [], withPage('501 Not Implemented', 'FOO not supported for current URL.<br />\n', allow)],
  [
    'DELETE /a.txt',
    [],
    withPage('405 Method Not Allowed', 'The requested method DELETE is not allowed for this URL.', allow),
  ],
  ['OPTIONS /a.txt', [], response('200 OK', [own, allow, 'Content-Length: 0', close, plain])],
]

describe('httpd of Apache', () => {
  let one: Awaited<ReturnType<typeof serving>>
  before(async () => void (one = await serving('Listen 8088\nDocumentRoot "/www"\nPidFile /httpd.pid\n')))

  for (const [line, headers, answer] of answers) {
    it(`answers ${line} ${headers.join()} as Apache does`, async () => {
      expect(await ask(one.kernel, 8088, line, headers)).to.equal(answer)
    })
  }

  it('lists a directory', async () => {
    const answer = await ask(one.kernel, 8088, 'GET /noidx/')
    expect(answer).to.contain('Content-Length: 249\r\n')
    expect(answer).to.contain(
      '<title>Index of /noidx</title>\n </head>\n <body>\n<h1>Index of /noidx</h1>\n<ul><li><a href="/"> Parent Directory</a></li>\n</ul>\n',
    )
  })

  it('refuses what is no request, and what comes out of its root', async () => {
    for (const text of ['garbage\r\n\r\n', 'GET / HTTP/1.1\r\n\r\n', 'GET /../x HTTP/1.0\r\n\r\n']) {
      expect(await raw(one.kernel, 8088, text), text).to.match(/^HTTP\/1\.1 400 Bad Request\r\n/)
    }
  })

  it('writes what it says, in its formats, and goes gracefully', async () => {
    const { server } = one
    server.process.signal(28)
    expect(await server.code).to.equal(0)
    expect(server.stderr()).to.match(
      /^(?:AH00558: httpd: Could not reliably .*\n){2}\[\w{3} \w{3} \d\d [\d:.]{15} \d{4}\] \[mpm_event:notice\] \[pid 1:tid 1\] AH00489: Apache\/2\.4\.64 \(Unix\) configured -- resuming normal operations\n.* AH00094: Command line: 'httpd -f \/httpd\.conf -D FOREGROUND'\n/,
    )
    expect(server.stderr()).to.match(/AH00492: caught SIGWINCH, shutting down gracefully\n$/)
  })

  it('takes what its configuration says', async () => {
    const config =
      'ServerName box\nListen 8089\nDocumentRoot /www\nOptions -Indexes\nDirectoryIndex none\nAddType text/x .txt\n'
    const { kernel, server } = await serving(
      `${config}LogFormat "%h %>s %b \\"%{User-Agent}i\\"" own\nCustomLog /log own\n`,
    )
    expect(server.stderr()).not.to.contain('AH00558')
    expect(await ask(kernel, 8089, 'GET /a.txt', ['User-Agent: me'])).to.match(/Content-Type: text\/x\r\n/)
    expect(await ask(kernel, 8089, 'GET /')).to.match(/^HTTP\/1\.1 403 Forbidden/)
    expect(fromBytes(kernel.files.readFile('/log', root))).to.equal('127.0.0.1 200 4 "me"\n127.0.0.1 403 239 "-"\n')
    expect(server.stderr()).to.contain('AH01276: Cannot serve directory /www/: No matching DirectoryIndex (none) found')
  })
})
