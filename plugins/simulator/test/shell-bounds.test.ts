import { expect } from 'chai'
import { runScript, runShell, type ShellName } from './shell-support.js'

/** The longest that the event loop stood still meanwhile, in ms. */
async function pauseOf(run: () => Promise<unknown>): Promise<number> {
  let last = performance.now()
  let longest = 0
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 1)
  await run()
  clearInterval(beat)
  return Math.max(longest, performance.now() - last)
}

describe('scripts that ask for too much', () => {
  const cases: readonly (readonly [why: string, shell: ShellName, script: string, code: number, stdout: string])[] = [
    ['calls without end', 'bash', 'f() { f; }; f; echo $?', 139, ''],
    ['calls without end', 'ash', '(f() { f; }; f); echo $?', 0, '139\n'],
    ['reads of a file by itself', 'ash', 'echo ". ./f" >f; (. ./f); echo $?', 0, '139\n'],
    ['values without end', 'ash', 'x=a; while :; do x=$x$x; done', 137, ''],
    ['quoted values without end', 'bash', 'x=a; while :; do x="$x$x"; done', 137, ''],
    ['arrays without end', 'bash', 'while :; do a+=("$RANDOM$RANDOM$RANDOM$RANDOM" {1..2000}); done', 137, ''],
    ['processes without end', 'ash', '(f() { f | f & }; f); echo done', 0, 'done\n'],
    ['expressions that are each other', 'bash', 'x=y; y=x; echo $((x)); echo no', 1, ''],
  ]
  for (const [why, shell, script, code, stdout] of cases) {
    it(`${shell} ends with ${why}`, async () => {
      const told = await runScript(shell, script)
      expect({ code: told.code, stdout: told.stdout }).to.deep.equal({ code, stdout })
    })
  }

  const long: readonly (readonly [shell: ShellName, script: string, stdout: string])[] = [
    ['bash', '[[ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa =~ ^(a+)+b ]]; echo $?', '1\n'],
    ['bash', 'x=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; [[ $x == *a*a*a*a*a*a*a*a*a*b ]]; echo $?', '1\n'],
    ['ash', 'i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; echo $i', '20000\n'],
    ['bash', 'for i in {1..20000}; do a+=($i); done; echo ${#a[@]}', '20000\n'],
    ['bash', 'while read l; do n=$l; done < <(seq 5000); echo $n', '5000\n'],
  ]
  for (const [shell, script, stdout] of long) {
    it(`${shell} lets others have their turn: ${script}`, async () => {
      let told = ''
      const pause = await pauseOf(async () => (told = (await runScript(shell, script)).stdout))
      expect(told).to.equal(stdout)
      expect(pause).to.be.below(500)
    })
  }
})

describe('what shells read', () => {
  it('is executed as it comes, and what is left belongs to programs, in bash', async () => {
    const told = await runShell('bash', { stdin: 'read x\nvalue\necho "<$x>"\ncat\nthe rest\n' })
    expect(told).to.deep.equal({ stdout: '<value>\nthe rest\n', stderr: '', code: 0 })
  })
  it('is read ahead in busybox', async () => {
    const told = await runShell('ash', { stdin: 'cat\nnosuch\n' })
    expect(told).to.deep.equal({ stdout: '', stderr: 'sh: nosuch: not found\n', code: 127 })
  })
  it('ends with the first mistake', async () => {
    const told = await runShell('dash', { stdin: 'echo a\necho )\necho b\n' })
    expect(told).to.deep.equal({ stdout: 'a\n', stderr: 'dash: 2: Syntax error: ")" unexpected\n', code: 2 })
  })
  it('may be a script with arguments', async () => {
    const told = await runShell('ash', { argv: ['sh', '-s', 'a', 'b'], stdin: 'echo "$0 $# $2"\n' })
    expect(told).to.deep.equal({ stdout: 'sh 2 b\n', stderr: '', code: 0 })
  })
  it('has to be there', async () => {
    expect(await runShell('ash', { argv: ['sh', 'nofile'] })).to.deep.equal({
      stdout: '',
      stderr: "sh: can't open 'nofile': No such file or directory\n",
      code: 2,
    })
    expect((await runShell('bash', { argv: ['bash', 'nofile'] })).stderr).to.equal(
      'bash: nofile: No such file or directory\n',
    )
  })
})
