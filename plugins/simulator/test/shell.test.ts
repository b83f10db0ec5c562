import { expect } from 'chai'
import fc from 'fast-check'
import { runProgram, type Outcome } from './run-program.js'

const sh = (script: string, ...args: string[]): Promise<Outcome> => runProgram(['sh', '-c', script, ...args])
const says = (stdout: string, code = 0, stderr = ''): Outcome => ({ stdout, stderr, code })

// Each as busybox's shell answers it.
const scripts: readonly [string, Outcome][] = [
  ['', says('')],
  ['exit 3', says('', 3)],
  ['exit 300', says('', 44)],
  ['exit x', says('', 2, 'exit: line 0: Illegal number: x\n')],
  ['exit 3; echo no', says('', 3)],
  ['false; exit', says('', 1)],
  ['echo a   b', says('a b\n')],
  [`echo 'a   b' "c  d" e\\ f`, says('a   b c  d e f\n')],
  [`echo "a\\"b\\$c\\\\d\\e" \\a`, says('a"b$c\\d\\e a\n')],
  ['echo $A "$B" $B ${A}2 $NONE end', says('1 x  y x y 12 end\n')],
  [`echo '$A' "'$A'"`, says(`$A '1'\n`)],
  ['a=1; echo $a; a="x y"; echo "$a"', says('1\nx y\n')],
  ['C=2 env', says('A=1\nB=x  y\nPATH=/usr/bin:/bin\nC=2\n')],
  ['D=3; export D; unset A B; printenv D A', says('3\n', 1)],
  ['false && echo x || echo y', says('y\n')],
  ['true || echo x && echo y', says('y\n')],
  ['true &&\n echo x', says('x\n')],
  ['! true; echo $?', says('1\n')],
  ['echo out; echo err >&2', says('out\n', 0, 'err\n')],
  ['echo a 1>&2 2>/dev/null', says('', 0, 'a\n')],
  ['nosuch 2>/dev/null; echo $?', says('127\n')],
  ['echo gone >/dev/null', says('')],
  ['cat </dev/null; echo $?', says('0\n')],
  ['nosuch; echo $?', says('127\n', 0, 'sh: nosuch: not found\n')],
  ['/bin', says('', 126, 'sh: /bin: Permission denied\n')],
  ['# nothing\necho a # b', says('a\n')],
  ['exec echo a; echo b', says('a\n')],
  ['sh -c "exit 4"; echo $?', says('4\n')],
  ['sleep 0 .001s && echo rested', says('rested\n')],
  ['"abc', says('', 2, 'sh: syntax error: unterminated quoted string\n')],
  ['echo ;; x', says('', 2, 'sh: syntax error: unexpected ";;"\n')],
  ['; echo', says('', 2, 'sh: syntax error: unexpected ";"\n')],
]

const strange = [
  'a | b',
  'a &',
  '(a)',
  'echo $(a)',
  'echo `a`',
  'while true; do a; done',
  'if a; then b; fi',
  'a > f',
  'a < f',
  'cat <<E',
  'echo ~',
  '{ a; }',
  'echo ${a:-b}',
  'set -e',
  'cd /tmp && pwd',
  '[ 1 = 1 ] && echo yes',
  "trap '' TERM",
  '. /etc/profile',
]

describe('the shell', () => {
  for (const [script, outcome] of scripts) {
    it(`runs ${JSON.stringify(script)}`, async () => {
      expect(await sh(script)).to.deep.equal(outcome)
    })
  }

  it('gives a script its arguments', async () => {
    expect(await sh('echo $0 $1 $@ $#', 'a', 'b', 'c')).to.deep.equal(says('a b b c 2\n'))
  })

  for (const script of strange) {
    it(`refuses ${JSON.stringify(script)} and runs nothing of it`, async () => {
      const { stdout, stderr, code } = await sh(`echo before; ${script}`)
      expect([stdout, code]).to.deep.equal(['', 2])
      expect(stderr).to.match(/^sh: the simulated shell does not understand "/)
    })
  }

  it('ends whatever it is given', async () => {
    const piece = fc.constantFrom(
      'echo ',
      'a',
      ' ',
      '"',
      "'",
      '$',
      '{',
      '}',
      ';',
      '&',
      '|',
      '\n',
      '\\',
      '>',
      '1',
      '=',
      '!',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        expect((await sh(pieces.join(''))).code).to.be.within(0, 127)
      }),
      { numRuns: 300 },
    )
  })

  it('reads lines from its input and ends with it', async () => {
    const act = (process: { input(bytes: Uint8Array | null): unknown }): void => {
      for (const piece of ['echo hi\nnos', 'uch\nexit 3\necho no']) process.input(Buffer.from(piece))
      process.input(null)
    }
    expect(await runProgram(['sh'], { stdin: true, act })).to.deep.equal(says('hi\n', 3, 'sh: nosuch: not found\n'))
    expect(await runProgram(['sh'])).to.deep.equal(says(''))
  })

  it('prompts on a terminal, which has keys of its own', async () => {
    const act = (process: { input(bytes: Uint8Array | null): unknown }): void => {
      void (async () => {
        await new Promise((resolve) => setImmediate(resolve))
        for (const keys of [
          'echo ab\x7fc\r',
          'abc\x03',
          'sleep 99\r',
          '\x03',
          '\x15echo $?\r',
          'cat\r',
          'x\r',
          '\x04',
          '\x04',
        ]) {
          process.input(Buffer.from(keys))
          await new Promise((resolve) => setImmediate(resolve))
        }
      })()
    }
    const { stdout, code } = await runProgram(['sh'], { stdin: true, tty: true, act })
    expect(stdout.split('\r\n')).to.deep.equal([
      '/ # echo ab\b \bc',
      'ac',
      '/ # abc^C',
      '/ # sleep 99',
      '^C',
      '/ # echo $?',
      '130',
      '/ # cat',
      'x',
      'x',
      '/ # ',
    ])
    expect(code).to.equal(0)
  })
})
