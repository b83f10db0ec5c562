import { execFileSync, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, install, root } from '../workspace.js'
import { median, printTable, spread } from './figures.js'
import { makeInstalled } from './installed.js'

// Time from spawn to the end of a command, and from spawn to the first answer of a server, beside a bare `node` and a
// bare `node:http` server. All in one run, in turn, so that what else the machine does weighs on all alike.

const rounds = Number(process.argv[2] ?? 15)
const bin = join(root, 'swarmd/bin/swarmd.js')

await install()
await build()
const folder = await mkdtemp(join(tmpdir(), 'bench-start-'))
const socket = (name) => join(folder, `${name}.sock`)
const bare = join(folder, 'bare.mjs')
await writeFile(
  bare,
  `import { createServer } from 'node:http'\ncreateServer((_, r) => r.end('OK')).listen(process.argv[2])\n`,
)

const project = join(folder, 'project')
await makeInstalled(project, 50)
const listed = JSON.parse(execFileSync(process.execPath, [bin, 'plugins', 'list', '--json'], { cwd: project }))
const right = listed.filter(({ status }) => status === 'ok').length
const broken = listed.filter(({ reason }) => reason !== null).length
if (right !== 40 || broken !== 10) throw new Error(`plugins list has ${right} right and ${broken} broken backends`)

const cases = [
  { name: 'bare node', measure: () => toEnd(['-e', '0']) },
  { name: 'swarmd --version', over: 'bare node', measure: () => toEnd([bin, '--version']) },
  { name: 'swarmd plugins list', over: 'bare node', measure: () => toEnd([bin, 'plugins', 'list']) },
  {
    name: 'swarmd plugins list, 50 installed, 10 of them broken',
    over: 'bare node',
    limit: 150,
    measure: () => toEnd([bin, 'plugins', 'list'], project),
  },
  { name: 'swarmd --help (yargs)', over: 'bare node', measure: () => toEnd([bin, '--help']) },
  { name: 'bare node:http server', measure: () => toAnswer([bare, socket('bare')], socket('bare')) },
  ...[
    ['simulator', 'simulator web'],
    ['debug', 'debug'],
    ['forward', `forward unix://${socket('none')}`],
  ].map(([name, spec]) => ({
    name: `swarmd, ${name}`,
    over: 'bare node:http server',
    measure: () => toAnswer([bin, '--backend', spec, `unix://${socket(name)}`], socket(name)),
  })),
  ...[
    ['another, in process', 'bare node:http server', 'none'],
    ['another, isolated', 'swarmd, another, in process', 'third-party'],
  ].map(([name, over, isolate]) => ({
    name: `swarmd, ${name}`,
    over,
    measure: () =>
      toAnswer([bin, '--isolate', isolate, '--backend', 'right0', `unix://${socket('s')}`], socket('s'), project),
  })),
]

const times = new Map(cases.map(({ name }) => [name, []]))
for (let round = 0; round < rounds; round++) {
  for (const { name, measure } of cases) times.get(name).push(await measure())
}
await rm(folder, { recursive: true })
print()

/** ms from spawn to exit. */
function toEnd(args, cwd) {
  const start = performance.now()
  return new Promise((resolve) => {
    spawn(process.execPath, args, { stdio: 'ignore', cwd }).on('exit', () => resolve(performance.now() - start))
  })
}

/** ms from spawn to the first answer of `GET /_ping`, whatever it is. */
async function toAnswer(args, socketPath, cwd) {
  const start = performance.now()
  const child = spawn(process.execPath, args, { stdio: 'ignore', cwd })
  const ended = new Promise((resolve) => child.on('exit', resolve))
  while (!(await answers(socketPath))) {
    if (child.exitCode !== null) throw new Error(`${args.join(' ')} exited with ${child.exitCode}`)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  const time = performance.now() - start
  child.kill('SIGTERM')
  await ended
  await rm(socketPath, { force: true })
  return time
}

function answers(socketPath) {
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: '/_ping', agent: false }, (response) => {
      response.resume()
      resolve(true)
    })
    asked.on('error', () => resolve(false))
    asked.end()
  })
}

function print() {
  console.log(`${rounds} rounds, each command in turn; Node ${process.version}\n`)
  const rows = [['', 'median ms', 'min', 'max', 'difference', 'ratio', 'spread of the ratio']]
  for (const { name, over } of cases) {
    const own = times.get(name)
    const figures = [median(own), Math.min(...own), Math.max(...own)].map((ms) => ms.toFixed(0))
    rows.push([name, ...figures, ...(over === undefined ? ['', '', ''] : compared(own, over))])
  }
  printTable(rows)
  for (const { name, over, limit } of cases.filter(({ limit }) => limit !== undefined)) {
    const more = difference(times.get(name), over)
    console.log(`\nWithin ${limit} ms of ${over}: ${name}: ${more <= limit ? 'yes' : 'NO'}, ${more.toFixed(0)} ms`)
  }
}

function compared(own, over) {
  const ratios = own.map((time, round) => time / times.get(over)[round])
  return [`${difference(own, over).toFixed(0)} ms`, `${median(ratios).toFixed(2)} x ${over}`, spread(ratios)]
}

/** The median of the differences, round by round. */
function difference(own, over) {
  return median(own.map((time, round) => time - times.get(over)[round]))
}
