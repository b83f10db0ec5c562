import { expect } from 'chai'
import { fromBytes } from '../dist/machine/byte-string.js'
import type { Kernel } from '../dist/machine/kernel/kernel.js'
import type { Program } from '../dist/machine/kernel/proc.js'
import { programs } from '../dist/machine/programs/index.js'
import { newKernel, start, type Ran } from './machine-support.js'
import { eventually } from './support.js'

const program = (name: string): Program => programs.get(name)!

/** Starts a server in a machine of its own; resolves once it accepts. */
async function serving(...args: string[]): Promise<{ readonly kernel: Kernel; readonly server: Ran }> {
  const kernel = newKernel()
  const server = start(kernel, program('redis-server'), { argv: ['redis-server', ...args] })
  await eventually(async () => server.stdout().includes('Ready to accept connections'))
  return { kernel, server }
}

/** Sends lines one by one; what is answered to each. */
async function told(kernel: Kernel, lines: readonly string[]): Promise<readonly string[]> {
  const answers: string[] = []
  const client: Program = async (proc) => {
    const fd = await proc.sockets.connect({ address: '127.0.0.1', port: 6379 })
    for (const line of lines) {
      // The answer to a PING is what tells that all before it is there, but for those who are not let in.
      await proc.write(fd, `${line}\r\n`)
      let answer = ''
      do {
        const some = await proc.read(fd)
        if (some === null) {
          answer += '<end>'
          break
        }
        answer += fromBytes(some)
      } while (!isWhole(answer))
      answers.push(answer)
    }
    return 0
  }
  await start(kernel, client).code
  return answers
}

/** Whether an answer has come to its end. */
function isWhole(text: string): boolean {
  let at = 0
  for (let left = 1; left > 0; left--) {
    const end = text.indexOf('\r\n', at)
    if (end < 0) return false
    const length = Number(text.slice(at + 1, end))
    const kind = text[at]!
    at = end + 2
    if (kind === '$' && length >= 0) at += length + 2
    if (kind === '*' || kind === '>') left += Math.max(0, length)
    if (kind === '%') left += 2 * length
  }
  return text.length >= at
}

/** What redis-server 7.0.15 answers to these lines, one after the other. */
const recorded: readonly (readonly [line: string, answer: string])[] = [
  ['PING', '+PONG\r\n'],
  ['PING hi', '$2\r\nhi\r\n'],
  ['ECHO a b', "-ERR wrong number of arguments for 'echo' command\r\n"],
  ['SET a', "-ERR wrong number of arguments for 'set' command\r\n"],
  ['SET a 1 EX 0', "-ERR invalid expire time in 'set' command\r\n"],
  ['SET a 1 EX x', '-ERR value is not an integer or out of range\r\n'],
  ['SET a 1 FOO', '-ERR syntax error\r\n'],
  ['SET a 1 NX XX', '-ERR syntax error\r\n'],
  ['NOSUCH x y', "-ERR unknown command 'NOSUCH', with args beginning with: 'x' 'y' \r\n"],
  ['LPUSH l a b c', ':3\r\n'],
  ['GET l', '-WRONGTYPE Operation against a key holding the wrong kind of value\r\n'],
  ['INCR l', '-WRONGTYPE Operation against a key holding the wrong kind of value\r\n'],
  ['SET a 10', '+OK\r\n'],
  ['SET a 11 NX', '$-1\r\n'],
  ['SET a 10 XX GET', '$2\r\n10\r\n'],
  ['INCRBY a 5', ':15\r\n'],
  ['INCR b', ':1\r\n'],
  ['SET s str', '+OK\r\n'],
  ['INCR s', '-ERR value is not an integer or out of range\r\n'],
  ['APPEND s ing', ':6\r\n'],
  ['GETRANGE s 0 1', '$2\r\nst\r\n'],
  ['STRLEN s', ':6\r\n'],
  ['HSET h f', "-ERR wrong number of arguments for 'hset' command\r\n"],
  ['HSET h f 1 g 2', ':2\r\n'],
  ['HGETALL h', '*4\r\n$1\r\nf\r\n$1\r\n1\r\n$1\r\ng\r\n$1\r\n2\r\n'],
  ['HDEL h g x', ':1\r\n'],
  ['SADD st a b a', ':2\r\n'],
  ['SISMEMBER st a', ':1\r\n'],
  ['SREM st a', ':1\r\n'],
  ['LRANGE l 0 -1', '*3\r\n$1\r\nc\r\n$1\r\nb\r\n$1\r\na\r\n'],
  ['LPOP l 2', '*2\r\n$1\r\nc\r\n$1\r\nb\r\n'],
  ['LPOP nokey 2', '*-1\r\n'],
  ['LPOP nokey', '$-1\r\n'],
  ['TYPE h', '+hash\r\n'],
  ['TYPE nope', '+none\r\n'],
  ['TTL a', ':-1\r\n'],
  ['EXPIRE a 100', ':1\r\n'],
  ['TTL a', ':100\r\n'],
  ['PERSIST a', ':1\r\n'],
  ['TTL nope', ':-2\r\n'],
  ['MGET a nope l', '*3\r\n$2\r\n15\r\n$-1\r\n$-1\r\n'],
  ['EXISTS a b nope', ':2\r\n'],
  ['KEYS [ab]', '*2\r\n$1\r\na\r\n$1\r\nb\r\n'],
  ['SCAN x', '-ERR invalid cursor\r\n'],
  ['SCAN 0 COUNT 0', '-ERR syntax error\r\n'],
  ['SCAN 0 MATCH h*', '*2\r\n$1\r\n0\r\n*1\r\n$1\r\nh\r\n'],
  ['DEL a b nope', ':2\r\n'],
  ['MULTI', '+OK\r\n'],
  ['SET q 1', '+QUEUED\r\n'],
  ['NOSUCH', "-ERR unknown command 'NOSUCH', with args beginning with: \r\n"],
  ['EXEC', '-EXECABORT Transaction discarded because of previous errors.\r\n'],
  ['EXEC', '-ERR EXEC without MULTI\r\n'],
  ['DISCARD', '-ERR DISCARD without MULTI\r\n'],
  ['MULTI', '+OK\r\n'],
  ['SET q 1', '+QUEUED\r\n'],
  ['GET q', '+QUEUED\r\n'],
  ['EXEC', '*2\r\n+OK\r\n$1\r\n1\r\n'],
  ['MULTI', '+OK\r\n'],
  ['MULTI', '-ERR MULTI calls can not be nested\r\n'],
  ['DISCARD', '+OK\r\n'],
  ['SELECT 16', '-ERR DB index is out of range\r\n'],
  ['SELECT x', '-ERR value is not an integer or out of range\r\n'],
  ['SELECT 1', '+OK\r\n'],
  ['DBSIZE', ':0\r\n'],
  ['SELECT 0', '+OK\r\n'],
  ['CONFIG GET maxmemory', '*2\r\n$9\r\nmaxmemory\r\n$1\r\n0\r\n'],
  ['CONFIG SET maxmemory 100mb', '+OK\r\n'],
  ['CONFIG FOO', "-ERR unknown subcommand 'FOO'. Try CONFIG HELP.\r\n"],
  ['CLIENT SETNAME foo', '+OK\r\n'],
  ['CLIENT GETNAME', '$3\r\nfoo\r\n'],
  ['CLIENT SETNAME "a b"', '-ERR Client names cannot contain spaces, newlines or special characters.\r\n'],
  ['HELLO 4', '-NOPROTO unsupported protocol version\r\n'],
  ['AUTH a b', '-WRONGPASS invalid username-password pair or user is disabled.\r\n'],
  ['SUBSCRIBE ch', '*3\r\n$9\r\nsubscribe\r\n$2\r\nch\r\n:1\r\n'],
  [
    'GET a',
    "-ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context\r\n",
  ],
  ['PING', '*2\r\n$4\r\npong\r\n$0\r\n\r\n'],
  ['UNSUBSCRIBE', '*3\r\n$11\r\nunsubscribe\r\n$2\r\nch\r\n:0\r\n'],
  ['PUBLISH ch x', ':0\r\n'],
  ['MSET a 1 b', "-ERR wrong number of arguments for 'mset' command\r\n"],
  ['INFO nothing', '$0\r\n\r\n'],
  ['WATCH a', '+OK\r\n'],
  ['FLUSHALL', '+OK\r\n'],
  [
    'HELLO 3',
    '%7\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$5\r\n8.0.3\r\n$5\r\nproto\r\n:3\r\n$2\r\nid\r\n:1\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n$7\r\nmodules\r\n*0\r\n',
  ],
  ['GET nope', '_\r\n'],
  ['"unbalanced', '-ERR Protocol error: unbalanced quotes in request\r\n'],
]

describe('redis-server', () => {
  it('answers as Redis does', async () => {
    const { kernel } = await serving()
    const answers = await told(
      kernel,
      recorded.map(([line]) => line),
    )
    expect(recorded.map(([line], at) => [line, answers[at]])).to.deep.equal(recorded)
  })

  it('lets nobody in without the password', async () => {
    const { kernel } = await serving('--requirepass', 'secret')
    expect(await told(kernel, ['GET a', 'AUTH wrong', 'AUTH secret', 'GET a'])).to.deep.equal([
      '-NOAUTH Authentication required.\r\n',
      '-WRONGPASS invalid username-password pair or user is disabled.\r\n',
      '+OK\r\n',
      '$-1\r\n',
    ])
  })

  it('keeps no more than the container has room for', async () => {
    const kernel = newKernel({ memory: 4 * 2 ** 20 })
    const server = start(kernel, program('redis-server'))
    await eventually(async () => server.stdout().includes('Ready'))
    await told(
      kernel,
      Array.from({ length: 100 }, (_, at) => `SET k${at} ${'x'.repeat(50_000)}`),
    )
    expect(await server.code).to.equal(137)
  })

  it('forgets what has lasted its time, and what is written over it counts once', async () => {
    const { kernel, server } = await serving()
    expect(await told(kernel, ['SET a 1 PX 20', 'PTTL nope'])).to.deep.equal(['+OK\r\n', ':-2\r\n'])
    await eventually(async () => (await told(kernel, ['GET a']))[0] === '$-1\r\n')
    await told(
      kernel,
      Array.from({ length: 3000 }, () => `SET k ${'x'.repeat(50_000)}`),
    )
    expect(server.process.life.ended).to.equal(false)
  })

  it('tells those who subscribe', async () => {
    const { kernel } = await serving()
    const heard = start(kernel, program('redis-cli'), { argv: ['redis-cli', 'subscribe', 'news'] })
    await eventually(async () => heard.stdout() === 'subscribe\nnews\n1\n')
    expect(await told(kernel, ['PUBLISH news hello'])).to.deep.equal([':1\r\n'])
    await eventually(async () => heard.stdout().endsWith('message\nnews\nhello\n'))
  })

  it('goes when it is told to, in its words', async () => {
    const { server } = await serving()
    server.process.signal(15)
    expect(await server.code).to.equal(0)
    expect(server.stdout()).to.match(
      /^1:C \d\d \w{3} \d{4} [\d:.]{12} \* oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo\n[^]*1:M .* # Redis is now ready to exit, bye bye\.\.\.\n$/,
    )
    const second = await serving()
    await start(second.kernel, program('redis-cli'), { argv: ['redis-cli', 'shutdown'] }).code
    expect(await second.server.code).to.equal(0)
  })
})

/** What redis-cli 7.0.15 shows and exits with. */
const shown: readonly (readonly [
  args: readonly string[],
  stdin: string,
  stdout: string,
  stderr: string,
  code: number,
])[] = [
  [['ping'], '', 'PONG\n', '', 0],
  [['set', 'a', '1'], '', 'OK\n', '', 0],
  [['get', 'a'], '', '1\n', '', 0],
  [['get', 'nope'], '', '\n', '', 0],
  [['rpush', 'l', 'x', 'y'], '', '2\n', '', 0],
  [['incr', 'l'], '', 'WRONGTYPE Operation against a key holding the wrong kind of value\n\n', '', 0],
  [['-e', 'incr', 'l'], '', '', 'WRONGTYPE Operation against a key holding the wrong kind of value\n', 1],
  [['--no-raw', 'lrange', 'l', '0', '-1'], '', '1) "x"\n2) "y"\n', '', 0],
  [['--no-raw', 'mget', 'a', 'zz'], '', '1) "1"\n2) (nil)\n', '', 0],
  [['--no-raw', 'incr', 'n'], '', '(integer) 1\n', '', 0],
  [['--no-raw', 'keys', 'zz'], '', '(empty array)\n', '', 0],
  [['--no-raw', 'nosuch'], '', "(error) ERR unknown command 'nosuch', with args beginning with: \n", '', 0],
  [['hset', 'h', 'f', '1', 'g', '2'], '', '2\n', '', 0],
  [['-3', 'hgetall', 'h'], '', 'f 1\ng 2\n', '', 0],
  [['-3', '--no-raw', 'hgetall', 'h'], '', '1# "f" => "1"\n2# "g" => "2"\n', '', 0],
  [['-r', '2', 'ping'], '', 'PONG\nPONG\n', '', 0],
  [[], 'ping\nset x "a b"\nget x\n', 'PONG\nOK\na b\n', '', 0],
  [['-p', '1', 'ping'], '', '', 'Could not connect to Redis at 127.0.0.1:1: Connection refused\n', 1],
  [
    ['-h', 'nope.invalid', 'ping'],
    '',
    '',
    'Could not connect to Redis at nope.invalid:6379: Name or service not known\n',
    1,
  ],
]

describe('redis-cli', () => {
  it('shows what the real one shows', async () => {
    const { kernel } = await serving()
    for (const [args, stdin, ...outcome] of shown) {
      const ran = start(kernel, program('redis-cli'), { argv: ['redis-cli', ...args], stdin })
      const code = await ran.code
      expect([ran.stdout(), ran.stderr(), code], args.join(' ')).to.deep.equal(outcome)
    }
  })
})
