import { expect } from 'chai'
import { loaderOf } from '../dist/machine/load.js'
import type { ContainerFiles } from '../dist/machine/files/container-files.js'
import type { Kernel } from '../dist/machine/kernel/kernel.js'
import type { Program } from '../dist/machine/kernel/proc.js'
import { programs } from '../dist/machine/programs/index.js'
import { ask, raw, response } from './http-support.js'
import { newFiles, read, root, write } from './machine-files-support.js'
import { newKernel, start, type Ran } from './machine-support.js'
import { eventually } from './support.js'

const nginx = programs.get('nginx')!

const configuration = `
error_log stderr notice;
pid /nginx.pid;
events { worker_connections 64; }
http {
  types { text/html html; text/plain txt; }
  default_type application/octet-stream;
  access_log /access.log;
  upstream behind { server 127.0.0.1:1; server 127.0.0.1:8081; }
  server {
    listen 8080;
    server_name localhost;
    root /html;
    client_max_body_size 10;
    location / { index index.html; }
    location /auto/ { alias /html/; autoindex on; index none; }
    location /ret { return 200 "hello $uri\\n"; }
    location /red { return 301 /ret; }
    location /far { return 302 https://example.com$request_uri; }
    location = /exact { return 204; }
    location /forb { return 403; }
    location /t { try_files $uri $uri/ /index.html; }
    location /t404 { try_files $uri =404; }
    location ~ \\.txt$ { add_header X-Txt yes; }
    error_page 500 502 503 504 /50x.html;
    location /p/ { proxy_pass http://127.0.0.1:1/; }
    location /b/ { proxy_pass http://behind/base/; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; }
  }
  server { listen 8080; server_name other *.example.com; return 200 other; }
}`

function prepared(config = configuration): ContainerFiles {
  const files = newFiles()
  for (const path of ['/etc', '/etc/nginx', '/html', '/html/sub', '/html/noidx']) files.makeDirectory(path, 0o755, root)
  write(files, '/etc/nginx/nginx.conf', config)
  write(files, '/etc/passwd', 'nobody:x:65534:65534:nobody:/:/bin/false\n')
  const texts = { 'index.html': '<h1>hi</h1>\n', '50x.html': 'oops\n', 'a.txt': '12345\n', 'sub/index.html': 'deep\n' }
  for (const [name, text] of Object.entries(texts)) write(files, `/html/${name}`, text)
  write(files, '/html/secret', 'x')
  files.chmod('/html/secret', 0, root)
  const at = Date.UTC(2025, 0, 2, 3, 4, 5) * 1000
  for (const name of [...Object.keys(texts), 'secret', 'sub', 'noidx'])
    files.setTimes(`/html/${name}`, { accessed: at, modified: at }, root)
  return files
}

interface Serving {
  readonly kernel: Kernel
  readonly files: ContainerFiles
  readonly server: Ran
}

async function serving(config?: string, uid = 0): Promise<Serving> {
  const files = prepared(config)
  const kernel = newKernel({ files, load: loaderOf(files, programs) })
  const server = start(kernel, nginx, { argv: ['nginx', '-g', 'daemon off;'], uid })
  await eventually(async () => server.stderr().includes('start worker process '))
  return { kernel, files, server }
}

const close = 'Connection: close'
const own = 'Server: nginx/1.29.0'
const modified = 'Last-Modified: Thu, 02 Jan 2025 03:04:05 GMT'
const page = (status: string): string =>
  [
    '<html>',
    `<head><title>${status}</title></head>`,
    '<body>',
    `<center><h1>${status}</h1></center>`,
    '<hr><center>nginx/1.29.0</center>',
    '</body>',
    '</html>',
    '',
  ].join('\r\n')
const withPage = (status: string, ...more: string[]): string =>
  response(
    status,
    [own, 'Content-Type: text/html', `Content-Length: ${page(status).length}`, ...more, close],
    page(status),
  )
const text = ['Content-Type: text/plain', 'Content-Length: 6', modified]
const txt = [own, ...text, close, 'ETag: "67760225-6"', 'X-Txt: yes']
const index = response(
  '200 OK',
  [own, 'Content-Type: text/html', 'Content-Length: 12', modified, close, 'ETag: "67760225-c"', 'Accept-Ranges: bytes'],
  '<h1>hi</h1>\n',
)
const said = (status: string, body: string): string =>
  response(status, [own, 'Content-Type: application/octet-stream', `Content-Length: ${body.length}`, close], body)

/** As nginx 1.22.1 answers, but for its version. */
const answers: readonly (readonly [line: string, headers: readonly string[], answer: string])[] = [
  ['GET /', [], index],
  ['GET /nope', [], withPage('404 Not Found')],
  ['GET /noidx/', [], withPage('403 Forbidden')],
  ['GET /secret', [], withPage('403 Forbidden')],
  ['GET /noidx', [], withPage('301 Moved Permanently', 'Location: http://localhost:8080/noidx/')],
  ['POST /index.html', [], withPage('405 Not Allowed')],
  ['HEAD /a.txt', [], response('200 OK', [...txt, 'Accept-Ranges: bytes'])],
  ['GET /a.txt', [], response('200 OK', [...txt, 'Accept-Ranges: bytes'], '12345\n')],
  ['GET /%61.t%78t?x=1', [], response('200 OK', [...txt, 'Accept-Ranges: bytes'], '12345\n')],
  ['GET /sub/../a.txt', [], response('200 OK', [...txt, 'Accept-Ranges: bytes'], '12345\n')],
  ['GET /a.txt', ['Range: bytes=0-1'], response('206 Partial Content', [...txt, 'Content-Range: bytes 0-1/6'].map((line) => line.replace('Length: 6', 'Length: 2')), '12')],
  ['GET /a.txt', ['If-Modified-Since: Thu, 02 Jan 2025 03:04:05 GMT'], response('304 Not Modified', txt.filter((line) => !line.startsWith('Content-')))],
  ['GET /a.txt', ['If-None-Match: "x", "67760225-6"'], response('304 Not Modified', txt.filter((line) => !line.startsWith('Content-')))],
  ['GET /ret', [], said('200 OK', 'hello /ret\n')],
  ['GET /red', [], withPage('301 Moved Permanently', 'Location: http://localhost:8080/ret')],
  ['GET /exact', [], response('204 No Content', [own, close])],
  ['GET /forb', [], withPage('403 Forbidden')],
  ['GET /t/zz', [], index],
  ['GET /t404', [], withPage('404 Not Found')],
  ['GET /../../etc/passwd', [], withPage('400 Bad Request')],
  ['GET /p/x', [], response('502 Bad Gateway', [own, 'Content-Type: text/html', 'Content-Length: 5', close, 'ETag: "67760225-5"'], 'oops\n')],
  ['GET /', ['Host: a'], index],
] // prettier-ignore

describe('nginx', () => {
  let one: Serving
  before(async () => void (one = await serving()))

  for (const [line, headers, answer] of answers) {
    it(`answers ${line} ${headers.join()} as nginx does`, async () => {
      expect(await ask(one.kernel, 8080, line, headers)).to.equal(answer)
    })
  }

  it('lists a directory', async () => {
    const answer = await ask(one.kernel, 8080, 'GET /auto/')
    expect(answer).to.contain('Transfer-Encoding: chunked\r\n')
    expect(answer).to.contain(`<a href="noidx/">noidx/</a>${' '.repeat(45)}02-Jan-2025 03:04                   -\r\n`)
    expect(answer).to.contain(`<a href="a.txt">a.txt</a>${' '.repeat(46)}02-Jan-2025 03:04                   6\r\n`)
  })

  it('leads elsewhere', async () => {
    const answer = await ask(one.kernel, 8080, 'GET /far?x')
    expect(answer).to.match(
      /^HTTP\/1.1 302 Moved Temporarily\r\n[^]*Connection: close\r\nLocation: https:\/\/example\.com\/far\?x\r\n/,
    )
  })

  it('tells servers by the name that is asked for', async () => {
    const asked = (host: string) =>
      raw(one.kernel, 8080, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    for (const host of ['other', 'OTHER:8080', 'a.example.com']) expect(await asked(host)).to.match(/\r\n\r\nother$/)
    expect(await asked('nobody')).to.match(/<h1>hi<\/h1>\n$/)
  })

  it('answers one request after the other on a connection, and what is none by 400', async () => {
    const twice = await raw(one.kernel, 8080, 'GET /ret HTTP/1.1\r\nHost: a\r\n\r\nGET /ret HTTP/1.0\r\n\r\n')
    expect(twice.match(/HTTP\/1\.1 200 OK/g)).to.have.length(2)
    expect(twice.match(/Connection: .*/g)).to.deep.equal(['Connection: keep-alive', 'Connection: close'])
    for (const wrong of [
      'garbage\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n',
    ]) {
      expect(await raw(one.kernel, 8080, wrong), wrong).to.match(/^HTTP\/1\.1 400 Bad Request\r\n/)
    }
  })

  it('takes no body that is too large, and one in chunks', async () => {
    expect(await ask(one.kernel, 8080, 'POST /ret', [], 'x'.repeat(11))).to.match(
      /^HTTP\/1\.1 413 Request Entity Too Large\r\n/,
    )
    const chunks =
      'POST /ret HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n'
    expect(await raw(one.kernel, 8080, chunks)).to.match(/hello \/ret\n$/)
  })

  it('asks who is behind it, the next one where one is not there', async () => {
    let heard = ''
    const behind: Program = async (proc) => {
      const listener = proc.sockets.listen({ address: '127.0.0.1', port: 8081 })
      const fd = await proc.sockets.accept(listener)
      while (!heard.endsWith('abc')) heard += Buffer.from((await proc.read(fd))!).toString()
      await proc.write(
        fd,
        'HTTP/1.1 201 Made\r\nServer: up\r\nX-B: c\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
      )
      return 0
    }
    start(one.kernel, behind)
    const answer = await ask(one.kernel, 8080, 'POST /b/x%20y?q=1', ['X-A: b'], 'abc')
    expect(heard).to.equal(
      'POST /base/x%20y?q=1 HTTP/1.0\r\nX-Forwarded-For: 127.0.0.1\r\nHost: behind\r\nConnection: close\r\nContent-Length: 3\r\nX-A: b\r\n\r\nabc',
    )
    expect(answer).to.equal(
      response('201 Made', [own, 'Transfer-Encoding: chunked', close, 'X-B: c'], '2\r\nok\r\n0\r\n\r\n'),
    )
  })

  it('writes what it was asked, and what went wrong', async () => {
    const { files, server } = one
    expect(read(files, '/access.log')).to.match(
      /^127\.0\.0\.1 - - \[\d\d\/\w{3}\/\d{4}:[\d:]{8} \+0000\] "GET \/ HTTP\/1\.1" 200 12 "-" "-"\n/,
    )
    expect(server.stderr()).to.match(
      /\[error\] \d+#\d+: \*\d+ open\(\) "\/html\/nope" failed \(2: No such file or directory\), client: 127\.0\.0\.1, server: localhost, request: "GET \/nope HTTP\/1\.1", host: "localhost"\n/,
    )
    expect(server.stderr()).to.match(
      /connect\(\) failed \(111: Connection refused\) while connecting to upstream, client: .*, upstream: "http:\/\/127\.0\.0\.1:1\/x", host: "localhost"\n/,
    )
  })
})

describe('nginx as a process', () => {
  it('reloads, says what is wrong, and goes when it is told to', async () => {
    const { kernel, files, server } = await serving()
    const run = async (...args: string[]): Promise<[number, string]> => {
      const ran = start(kernel, nginx, { argv: ['nginx', ...args] })
      return [await ran.code, ran.stderr()]
    }
    write(
      files,
      '/etc/nginx/nginx.conf',
      'error_log stderr notice; pid /nginx.pid; events {} http { server { listen 8080; return 200 new; } }',
    )
    expect(await run('-t')).to.deep.equal([
      0,
      'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n',
    ])
    expect((await run('-s', 'reload'))[0]).to.equal(0)
    await eventually(async () => (await ask(kernel, 8080, 'GET /')).endsWith('new'))
    expect(kernel.processes().map(({ argv }) => argv.join(' '))).to.include(
      'nginx: master process nginx -g daemon off;',
    )
    expect((await run('-s', 'quit'))[0]).to.equal(0)
    expect(await server.code).to.equal(0)
    expect(server.stderr()).to.match(
      /signal 3 \(SIGQUIT\) received, shutting down\n[^]*gracefully shutting down\n[^]*\[notice\] 1#1: exit\n$/,
    )
    expect((await run('-s', 'quit'))[1]).to.contain(
      'nginx: [error] open() "/nginx.pid" failed (2: No such file or directory)\n',
    )
    expect(await run('-v')).to.deep.equal([0, 'nginx version: nginx/1.29.0\n'])
    expect(await run('-x')).to.deep.equal([1, 'nginx: invalid option: "x"\n'])
  })

  it('lets nobody else have its port', async () => {
    const { kernel, server } = await serving()
    const second = start(kernel, nginx, { argv: ['nginx', '-g', 'daemon off;'] })
    expect(await second.code).to.equal(1)
    expect(second.stderr()).to.contain('nginx: [emerg] bind() to 0.0.0.0:8080 failed (98: Address already in use)\n')
    server.process.deliver(9)
  })

  const wrong: readonly (readonly [config: string, sentence: string])[] = [
    ['events {} http { server { location / { proxy_pass http://nowhere.invalid; } } }', 'host not found in upstream "nowhere.invalid" in /etc/nginx/nginx.conf:1'],
    ['events {} http { foo bar; }', 'unknown directive "foo" in /etc/nginx/nginx.conf:1'],
    ['events {} http { server { listen 18090 }', 'unexpected "}" in /etc/nginx/nginx.conf:1'],
    ['events {} http { server { listen 18090; \n', 'unexpected end of file, expecting "}" in /etc/nginx/nginx.conf:2'],
    ['events {} http { server { root; } }', 'invalid number of arguments in "root" directive in /etc/nginx/nginx.conf:1'],
    ['http { } }', 'unexpected "}" in /etc/nginx/nginx.conf:1'],
    ['events {} root /x;', '"root" directive is not allowed here in /etc/nginx/nginx.conf:1'],
    ['events {} http { include /nofile; }', 'open() "/nofile" failed (2: No such file or directory) in /etc/nginx/nginx.conf:1'],
    ['http {}', 'no "events" section in configuration'],
    ['events {} http { server { listen abc; } }', 'host not found in "abc" of the "listen" directive in /etc/nginx/nginx.conf:1'],
  ] // prettier-ignore
  for (const [config, sentence] of wrong) {
    it(`refuses ${config.trim()} in nginx’ words`, async () => {
      const files = prepared(config)
      const kernel = newKernel({ files, load: loaderOf(files, programs) })
      const ran = start(kernel, nginx, { argv: ['nginx', '-t'] })
      expect(await ran.code).to.equal(1)
      expect(ran.stderr()).to.contain(
        `nginx: [emerg] ${sentence}\nnginx: configuration file /etc/nginx/nginx.conf test failed\n`,
      )
    })
  }

  it('says so of what is not simulated', async () => {
    const files = prepared('events {} http { server { listen 80; rewrite ^ /x; } }')
    const ran = start(newKernel({ files }), nginx, { argv: ['nginx', '-t'] })
    expect(await ran.code).to.equal(0)
    expect(ran.stderr()).to.contain(
      'nginx: [warn] the "rewrite" directive is not simulated in /etc/nginx/nginx.conf:1\n',
    )
  })
})
