import { expect } from 'chai'
import { realClock } from '../dist/world.js'
import { runLine, type Outcome } from './run-line.js'

type Flavor = 'busybox' | 'gnu'

const ran = (flavor: Flavor, line: string): Promise<Outcome> => runLine(line, { flavor, files: {}, clock: realClock() })

/** What a script writes, with times of the day as `hh:mm`. */
const said = async (flavor: Flavor, script: string): Promise<string> =>
  (await ran(flavor, `sh -c '${script}'`)).stdout.replace(/(?<=\s)\d\d:\d\d(?= )/g, 'hh:mm')

describe('programs about processes', () => {
  it('list all of them as busybox does', async () => {
    const script = 'sleep 50 & ps; true'
    expect(await said('busybox', script)).to.equal(
      'PID   USER     TIME  COMMAND\n' +
        `    1 root      0:00 sh -c sh -c '${script}'\n` +
        `    2 root      0:00 sh -c ${script}\n` +
        '    3 root      0:00 sleep 50\n    4 root      0:00 ps\n',
    )
  })

  it('list all of them as procps does', async () => {
    expect(await said('gnu', 'sleep 50 & ps -ef; true')).to.match(
      new RegExp(
        '^UID          PID    PPID  C STIME TTY          TIME CMD\n' +
          'root           1       0 [ \\d]\\d hh:mm \\?        00:00:00 sh -c [^\n]*\n' +
          'root           2       1 [ \\d]\\d hh:mm \\?        00:00:00 sh -c [^\n]*\n' +
          'root           3       2 [ \\d]\\d hh:mm \\?        00:00:00 sleep 50\n' +
          'root           4       2 [ \\d]\\d hh:mm \\?        00:00:00 ps -ef\n$',
      ),
    )
  })

  const tables: readonly (readonly [Flavor, string, string])[] = [
    ['busybox', 'ps -o pid,comm,stat,tty; true', 'PID   COMMAND          STAT TT\n    1 sh               S    ?\n    2 sh               S    ?\n    3 ps               R    ?\n'],
    ['gnu', 'ps -e -o pid=,comm= --sort=-pid; true', '      3 ps\n      2 sh\n      1 sh\n'],
    ['gnu', 'ps -o pid,ppid,user,uid,ni,tty,stat -p 1', '    PID    PPID USER       UID  NI TT       STAT\n      1       0 root         0   0 ?        Ss\n'],
    ['gnu', 'ps -C ps; true', '    PID TTY          TIME CMD\n      3 ?        00:00:00 ps\n'],
    ['gnu', 'ps aux | head -n 1', 'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n'],
    ['gnu', 'ps ax -o pid= | wc -l', '4\n'],
    ['gnu', 'ps --no-headers -p 2 -o comm; true', 'sh\n'],
    ['gnu', 'ps -p 99 -o comm=; echo $?', '1\n'],
    ['busybox', 'ps -o bogus; echo $?', '1\n'],
    ['busybox', 'sleep 50 & sleep 60 & pidof sleep; true', '4 3\n'],
    ['gnu', 'sleep 50 & pgrep -l sleep; pgrep -fa "sl..p 5"; pgrep -c sleep; true', '3 sleep\n1 sh -c sh -c \'sleep 50 & pgrep -l sleep; pgrep -fa "sl..p 5"; pgrep -c sleep; true\'\n2 sh -c sleep 50 & pgrep -l sleep; pgrep -fa "sl..p 5"; pgrep -c sleep; true\n3 sleep 50\n1\n'],
    ['gnu', 'sleep 50 & pkill sleep; wait $!; echo $?; pgrep sleep; echo $?', '143\n1\n'],
    ['busybox', 'sleep 50 & killall sleep; wait $!; echo $?', '143\n'],
    ['gnu', 'sleep 50 & env kill -s KILL $!; wait $!; echo $?', '137\n'],
    ['busybox', 'timeout 0.05 sleep 5; echo $?', '143\n'],
    ['gnu', 'timeout 0.05 sh -c "sleep 5; echo no"; echo $?', '124\n'],
    ['gnu', 'timeout -k 0.05 0.05 sh -c "trap : TERM; while :; do sleep 1; done"; echo $?', '137\n'],
    ['gnu', 'timeout -s KILL 0.05 sleep 5; echo $?', '137\n'],
    ['gnu', 'setsid ps -o sid=,pid= -p 1', '      1       1\n'],
    ['busybox', 'top -b -n 1 | head -n 4 | tail -n 1', '  PID  PPID USER     STAT   VSZ %VSZ %CPU COMMAND\n'],
    ['gnu', 'top -b -n 1 | grep PID', '    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n'],
  ] // prettier-ignore
  for (const [flavor, script, wanted] of tables) {
    it(`of ${flavor} answer to ${script}`, async () => {
      const { stdout } = await ran(flavor, `sh -c '${script}'`)
      expect(stdout).to.equal(wanted)
    })
  }

  it('end a watch when they are signaled, not before', async () => {
    const { stdout, code } = await ran('busybox', 'timeout 0.3 watch -t -n 0.1 echo again')
    expect(stdout.split('again').length).to.be.greaterThan(2)
    expect(code).to.equal(143)
  })

  it('refuse an argument that is longer than Linux takes', async () => {
    const { stderr, code } = await ran('gnu', "seq -s '' 100000 | xargs echo")
    expect({ code, stderr }).to.eql({ code: 1, stderr: 'xargs: argument line too long\n' })
  })
})
