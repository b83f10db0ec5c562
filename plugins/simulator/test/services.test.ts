import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { exec, logsOf, serve, untilSaid } from './services-support.js'
import { eventually, startWith } from './support.js'

interface Case {
  readonly image: string
  readonly env?: readonly string[]
  /** What it says once it is there: the stream, and the words, in their order. */
  readonly said: readonly RegExp[]
  /** Asks whether it accepts. */
  readonly probe?: readonly string[]
  readonly answer?: string
  /** What it says as it is stopped, its last line. */
  readonly last?: RegExp
}

const cases: readonly Case[] = [
  {
    image: 'postgres',
    env: ['POSTGRES_PASSWORD=x', 'POSTGRES_DB=app'],
    said: [
      /^1:The files belonging to this database system will be owned by user "postgres"\.$/,
      /^1:waiting for server to start\.\.\.\.(?:$|.* UTC \[\d+\] LOG: {2}starting PostgreSQL 17\.5)/,
      /^1:.* UTC \[\d+\] LOG: {2}database system is ready to accept connections$/,
      /^1:CREATE DATABASE$/,
      /^1:PostgreSQL init process complete; ready for start up\.$/,
      /^2:.* UTC \[1\] LOG: {2}listening on IPv4 address "0\.0\.0\.0", port 5432$/,
      /^2:.* UTC \[1\] LOG: {2}database system is ready to accept connections$/,
    ],
    probe: ['pg_isready', '-h', 'localhost', '-U', 'postgres'],
    answer: '1:localhost:5432 - accepting connections\n',
    last: /^2:.* LOG: {2}database system is shut down$/,
  },
  {
    image: 'mysql',
    env: ['MYSQL_ROOT_PASSWORD=x', 'MYSQL_DATABASE=app'],
    said: [
      /^1:.*\+00:00 \[Note\] \[Entrypoint\]: Switching to dedicated user 'mysql'$/,
      /^1:.* \[Note\] \[Entrypoint\]: Initializing database files$/,
      /^2:.*Z 0 \[System\] \[MY-010931\] \[Server\] .*ready for connections\. Version: '9\.3\.0' .* port: 0 /,
      /^1:.*Creating database app$/,
      /^1:.*MySQL init process done\. Ready for start up\.$/,
      /^2:.*ready for connections\. Version: '9\.3\.0' .* port: 3306 /,
    ],
    probe: ['mysqladmin', 'ping', '-h', '127.0.0.1', '-uroot', '-px'],
    answer:
      '2:mysqladmin: [Warning] Using a password on the command line interface can be insecure.\n1:mysqld is alive\n',
    last: /MySQL Server - end\.$/,
  },
  {
    image: 'mariadb',
    env: ['MARIADB_ROOT_PASSWORD=x'],
    said: [
      /^1:.*Entrypoint script for MariaDB Server 1:11\.8\.2\+maria~ubu2404 started\.$/,
      /^1:.*MariaDB init process done\. Ready for start up\.$/,
      /^2:.* 0 \[Note\] Server socket created on IP: '::', port: '3306'\.$/,
      /^2:.* 0 \[Note\] mariadbd: ready for connections\.$/,
      /^2:Version: '11\.8\.2-MariaDB-ubu2404' {2}socket: '\/run\/mysqld\/mysqld\.sock' {2}port: 3306 /,
    ],
    probe: ['healthcheck.sh', '--connect', '--innodb_initialized'],
    answer: '',
    last: /Shutdown complete$/,
  },
  {
    image: 'mongo',
    said: [/^1:\{"t":\{"\$date":".*"msg":"Waiting for connections","attr":\{"port":27017,"ssl":"off"\}\}$/],
    probe: ['mongosh', '--quiet', '--eval', "db.adminCommand('ping')"],
    answer: '1:{ ok: 1 }\n',
    last: /"msg":"Shutting down","attr":\{"exitCode":0\}\}$/,
  },
  {
    image: 'rabbitmq:4-management',
    said: [
      /^1:.*listener started on port 15672$/,
      /^1:.*started TCP listener on \[::\]:5672$/,
      /^1:.*Server startup complete; 2 plugins started\.$/,
    ],
    probe: ['rabbitmq-diagnostics', '-q', 'ping'],
    answer: '1:Ping succeeded\n',
    last: /Halting Erlang VM$/,
  },
  { image: 'registry', said: [/^2:time=".*" level=info msg="listening on \[::\]:5000"/] },
]

/** The lines of frames, each with its stream in front. */
const linesOf = (frames: readonly string[]): string[] =>
  frames.flatMap((frame) =>
    frame
      .slice(2)
      .split('\n')
      .slice(0, -1)
      .map((line) => `${frame.slice(0, 2)}${line}`),
  )

/** Whether there is a line for each, one after the other. */
function inOrder(lines: readonly string[], said: readonly RegExp[]): boolean {
  let at = 0
  for (const line of lines) if (at < said.length && said[at]!.test(line)) at++
  return at === said.length
}

describe('servers of official images', () => {
  let daemon: TestDaemon
  before(async () => void (daemon = await startWith({ image: cases.map(({ image }) => image) })))
  after(() => daemon.close())

  for (const { image, env = [], said, probe, answer, last } of cases) {
    it(`say what ${image} says, accept, and go down as it does`, async () => {
      const id = await serve(daemon, image.replace(/:.*/, ''), { Image: image, Env: env })
      const lines = async (): Promise<string[]> => linesOf(await logsOf(daemon, id))
      await eventually(async () => inOrder(await lines(), said)).catch(async () => {
        expect(await lines()).to.deep.equal(said.map(String))
      })
      if (probe !== undefined) expect(await exec(daemon, id, ...probe)).to.deep.equal([0, answer])
      await call(daemon, `POST /containers/${id}/stop`)
      const { State } = (await call(daemon, `GET /containers/${id}/json`)).json<{ State: { ExitCode: number } }>()
      expect(State.ExitCode).to.equal(0)
      if (last !== undefined) expect((await lines()).at(-1)).to.match(last)
    })
  }

  it('set up a database the first time alone', async () => {
    const id = await serve(daemon, 'twice', { Image: 'postgres', Env: ['POSTGRES_PASSWORD=x'] })
    await untilSaid(daemon, id, /\[1\] LOG: {2}database system is ready/)
    await call(daemon, `POST /containers/${id}/restart`)
    await untilSaid(daemon, id, /Skipping initialization[^]*\[1\] LOG: {2}database system is ready/)
  })

  const demands: readonly [image: string, stream: string][] = [
    ['postgres', '2:Error: Database is uninitialized and superuser password is not specified.'],
    ['mysql', 'Database is uninitialized and password option is not specified'],
    ['mariadb', 'Database is uninitialized and password option is not specified'],
  ]
  for (const [image, sentence] of demands) {
    it(`of ${image} want a password`, async () => {
      const id = await serve(daemon, `no-${image}`, { Image: image })
      const { StatusCode } = (await call(daemon, `POST /containers/${id}/wait`)).json<{ StatusCode: number }>()
      expect(StatusCode).to.equal(1)
      expect((await logsOf(daemon, id)).join('')).to.contain(sentence)
    })
  }

  const without: readonly [image: string, probe: readonly string[], outcome: [number, string]][] = [
    ['postgres', ['pg_isready'], [2, '1:/var/run/postgresql:5432 - no response\n']],
    ['postgres', ['pg_isready', '-q', '-h', 'nowhere'], [2, '']],
    [
      'postgres',
      ['pg_isready', '-x'],
      [3, "2:pg_isready: invalid option -- 'x'\n2:Try 'pg_isready --help' for more information.\n"],
    ],
    ['mariadb', ['healthcheck.sh', '--connect'], [1, '']],
    [
      'mongo',
      ['mongosh', '--eval', 'db.runCommand("ping").ok'],
      [1, '2:MongoNetworkError: connect ECONNREFUSED 127.0.0.1:27017\n'],
    ],
  ]
  for (const [image, probe, outcome] of without) {
    it(`are told from those that are not there by ${probe.join(' ')}`, async () => {
      const id = await serve(daemon, `idle-${probe.join('').replace(/\W/g, '')}`, {
        Image: image,
        Cmd: ['sleep', 'infinity'],
      })
      expect(await exec(daemon, id, ...probe)).to.deep.equal(outcome)
    })
  }
})
