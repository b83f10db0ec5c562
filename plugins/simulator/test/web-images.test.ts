import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { exec, logsOf, serve, untilSaid } from './services-support.js'
import { eventually, startWith } from './support.js'

describe('web servers of official images', () => {
  let daemon: TestDaemon
  before(
    async () =>
      void (daemon = await startWith({ image: ['busybox', 'nginx', 'httpd', 'redis', 'redis:7.0', 'acme/shop'] })),
  )
  after(() => daemon.close())

  const stopped = async (id: string): Promise<number> => {
    await call(daemon, `POST /containers/${id}/stop`)
    const { State } = (await call(daemon, `GET /containers/${id}/json`)).json<{ State: { ExitCode: number } }>()
    return State.ExitCode
  }

  it('begin as the image nginx does: its scripts, then the server with its workers', async () => {
    const id = await serve(daemon, 'web', { Image: 'nginx' })
    await untilSaid(daemon, id, /start worker process \d+\n$/)
    const said = (await logsOf(daemon, id)).join('')
    const scripts = ['10-listen-on-ipv6-by-default.sh', '20-envsubst-on-templates.sh', '30-tune-worker-processes.sh']
    expect(said).to.match(
      /^1:\/docker-entrypoint\.sh: \/docker-entrypoint\.d\/ is not empty, will attempt to perform configuration\n/,
    )
    for (const script of scripts)
      expect(said).to.contain(`/docker-entrypoint.sh: Launching /docker-entrypoint.d/${script}\n`)
    expect(said).to.contain(
      '10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf\n',
    )
    expect(said).to.match(
      /1:\/docker-entrypoint\.sh: Configuration complete; ready for start up\n2:.* \[notice\] 1#1: using the "epoll" event method\n/,
    )
    const [, listed] = await exec(daemon, id, 'sh', '-c', 'cat /etc/nginx/conf.d/default.conf; id -u nginx; nginx -t')
    expect(listed).to.match(/listen {7}80;\n {4}listen {2}\[::\]:80;\n[^]*101\n[^]*test is successful\n$/)
    const { Processes } = (await call(daemon, `GET /containers/${id}/top`)).json<{ Processes: string[][] }>()
    expect(Processes.map((row) => row.at(-1))).to.deep.equal([
      'nginx: master process nginx -g daemon off;',
      ...Array<string>(4).fill('nginx: worker process'),
    ])
    expect(await stopped(id)).to.equal(0)
    expect((await logsOf(daemon, id)).join('')).to.match(/\[notice\] 1#1: exit\n$/)
  })

  it('fill in the templates of nginx', async () => {
    const command =
      'mkdir -p /etc/nginx/templates; echo "# \\$HERE \\${THERE} \\$uri" >/etc/nginx/templates/x.conf.template'
    const id = await serve(daemon, 'templates', {
      Image: 'nginx',
      Entrypoint: ['sh', '-c', `${command}; exec /docker-entrypoint.sh nginx -g 'daemon off;'`],
      Env: ['HERE=here', 'THERE=there'],
    })
    await untilSaid(
      daemon,
      id,
      /20-envsubst-on-templates\.sh: Running envsubst on \/etc\/nginx\/templates\/x\.conf\.template to \/etc\/nginx\/conf\.d\/x\.conf\n[^]*start worker/,
    )
    expect(await exec(daemon, id, 'cat', '/etc/nginx/conf.d/x.conf')).to.deep.equal([0, '1:# here there $uri\n'])
  })

  it('answer other containers, by their names, and log it', async () => {
    await call(daemon, 'POST /networks/create', { body: { Name: 'shop-net' } })
    const HostConfig = { NetworkMode: 'shop-net' }
    const back = await serve(daemon, 'back', { Image: 'httpd', HostConfig })
    await untilSaid(daemon, back, /AH00094/)
    const proxy = 'server { listen 8080; location / { proxy_pass http://back/; } }'
    const script = `echo '${proxy}' >/etc/nginx/conf.d/proxy.conf; exec /docker-entrypoint.sh nginx -g 'daemon off;'`
    const front = await serve(daemon, 'front', { Image: 'nginx', HostConfig, Entrypoint: ['sh', '-c', script] })
    await untilSaid(daemon, front, /start worker process \d+\n$/)
    const client = await serve(daemon, 'client', { HostConfig, Cmd: ['sleep', 'infinity'] })
    const fetched = async (url: string): Promise<[number, string]> => exec(daemon, client, 'wget', '-qO-', url)
    expect((await fetched('http://front/'))[1]).to.contain('<h1>Welcome to nginx!</h1>')
    expect(await fetched('http://front:8080/')).to.deep.equal([0, '1:<html><body><h1>It works!</h1></body></html>\n'])
    await exec(daemon, front, 'sh', '-c', 'echo changed >/usr/share/nginx/html/index.html')
    expect(await fetched('http://front/')).to.deep.equal([0, '1:changed\n'])
    expect(await fetched('http://front/nope')).to.deep.equal([
      1,
      '2:wget: server returned error: HTTP/1.1 404 Not Found\n',
    ])
    expect((await logsOf(daemon, front)).join('')).to.match(
      /1:172\.\d+\.0\.4 - - \[.*\] "GET \/ HTTP\/1\.1" 200 \d+ "-" "Wget" "-"\n/,
    )
    expect((await logsOf(daemon, back)).join('')).to.match(/1:172\.\d+\.0\.3 - - \[.*\] "GET \/ HTTP\/1\.0" 200 45\n/)
  })

  it('say which name behind them nobody knows, and end', async () => {
    const server = 'server { location / { proxy_pass http://nobody; } }'
    const script = `echo '${server}' >/etc/nginx/conf.d/default.conf; exec /docker-entrypoint.sh nginx -g 'daemon off;'`
    const id = await serve(daemon, 'alone', { Image: 'nginx', Entrypoint: ['sh', '-c', script] })
    const { StatusCode } = (await call(daemon, `POST /containers/${id}/wait`)).json<{ StatusCode: number }>()
    expect(StatusCode).to.equal(1)
    expect((await logsOf(daemon, id)).join('')).to.match(
      /2:.* \[emerg\] 1#1: host not found in upstream "nobody" in \/etc\/nginx\/conf\.d\/default\.conf:1\n2:nginx: \[emerg\] host not found in upstream "nobody" in .*:1\n$/,
    )
  })

  it('begin as the image httpd does', async () => {
    const id = await serve(daemon, 'apache', { Image: 'httpd' })
    await untilSaid(
      daemon,
      id,
      /2:\[.*\] \[core:notice\] \[pid 1:tid 1\] AH00094: Command line: 'httpd -D FOREGROUND'\n/,
    )
    expect(await stopped(id)).to.equal(0)
  })

  it('begin as the images of Redis do, and answer their health checks', async () => {
    const id = await serve(daemon, 'cache', { Image: 'redis' })
    await untilSaid(
      daemon,
      id,
      /^1:Starting Redis Server\n1:1:C .* # Warning: no config|Ready to accept connections tcp\n/,
    )
    await untilSaid(daemon, id, /1:1:M .* \* Ready to accept connections tcp\n$/)
    expect(await exec(daemon, id, 'redis-cli', 'ping')).to.deep.equal([0, '1:PONG\n'])
    expect(await stopped(id)).to.equal(0)
    const old = await serve(daemon, 'old', { Image: 'redis:7.0', Cmd: ['--port', '7000'] })
    await untilSaid(
      daemon,
      old,
      /1:C .* \* Configuration loaded\n[^]*Running mode=standalone, port=7000\.\n[^]*Ready to accept connections\n$/,
    )
  })

  it('that nobody has described accept where they say that they listen', async () => {
    const id = await serve(daemon, 'shop', { Image: 'acme/shop', ExposedPorts: { '8080/tcp': {}, '53/udp': {} } })
    await eventually(async () => {
      const [, listening] = await exec(daemon, id, 'sh', '-c', 'cat /proc/net/tcp /proc/net/tcp6')
      return listening.includes(':1F90 ') && !listening.includes(':0035 ')
    })
    expect(await stopped(id)).to.equal(143)
  })
})
