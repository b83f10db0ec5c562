import type { Step } from '../recorded/step.js'

/** What a terminal shows, without what a shell says of itself, asks the terminal for, and says again as that is resized. */
const shown = `tr -d '\\r' | sed 's/\\x1b\\[[0-9;]*[A-Za-z]//g; s:\\(/ # \\)\\{2,\\}:/ # :' | grep -v -e '^failed to resize' -e '^BusyBox' -e '^Enter' -e '^$'`

/** `docker` on a terminal of 33 rows and 44 columns, with what a line for `sh` types. */
const onTerminal = (line: string, typing: string): Step => ({
  shell: true,
  command: `rm -f over; (${typing}; until [ -e over ]; do sleep 0.05; done) | script -qec 'stty rows 33 cols 44; tty > pts; docker ${line}; echo "ended $?"; touch over' /dev/null | ${shown}`,
})

/** Waits until a container runs a program. */
const runs = (name: string, program: string) =>
  `until docker top ${name} -eo pid,args 2>/dev/null | grep -q '${program}'; do sleep 0.05; done; sleep 0.3`
/** Waits until a container has said something. */
const says = (name: string, text: string) =>
  `until docker logs ${name} 2>/dev/null | grep -q '${text}'; do sleep 0.05; done`

/** `docker run`, `exec` and `attach` on a terminal, with keys. */
export const terminals: readonly Step[] = [
  onTerminal('run --rm -it busybox tty', ':'),
  onTerminal('run --rm -it busybox sh -c "sleep 1; stty size; exit 3"', ':'),
  {
    ...onTerminal(
      'run --rm -it --name resized busybox sh -c "trap \\"stty size\\" WINCH; trap \\"exit 5\\" INT; echo up; while :; do sleep 0.1; done"',
      `${says('resized', 'up')}; sleep 0.3; stty -F $(cat pts) rows 50 cols 100; ${says('resized', '50 100')}; printf '\\003'`,
    ),
    // Whether the first size comes before or behind the trap, whether both numbers change at once, and how often it is told.
    mask: /^\d\d 44\n|^50 100\n(?=50 100\n)/gm,
  },
  onTerminal(
    'run --rm -it --name typed busybox cat',
    `${runs('typed', 'cat')}; printf 'one\\nto\\177wo\\n'; sleep 0.2; printf '\\004'`,
  ),
  onTerminal(
    `run --rm -it --name caught busybox sh -c "trap \\"echo got INT; exit 9\\" INT; echo up; while :; do sleep 0.1; done"`,
    `${says('caught', 'up')}; printf '\\003'`,
  ),
  onTerminal(
    'run -it --name kept busybox',
    `${runs('kept', 'sh')}; printf 'echo $((1+1))\\n'; sleep 0.3; printf 'tty; echo $-\\n'; sleep 0.3; printf 'exit 4\\n'`,
  ),
  {
    command: `inspect --format '{{.State.ExitCode}} {{.Config.Tty}} {{.Config.OpenStdin}} {{.Config.StdinOnce}}' kept`,
  },
  { command: 'run -d --name box busybox sleep 1000' },
  onTerminal(
    'exec -it box sh',
    `${runs('box', '^[0-9]* *sh')}; printf 'tty; echo $-\\n'; sleep 0.3; printf 'exit 3\\n'`,
  ),
  onTerminal('exec -it box sh -c "sleep 1; stty size; id -u"', ':'),
  onTerminal('exec -it -e TERM=vt100 box sh -c "echo \\$TERM"', ':'),
  onTerminal(
    'run -it --name detached busybox cat',
    `${runs('detached', 'cat')}; printf 'x\\n'; sleep 0.3; printf '\\020\\021'`,
  ),
  { command: `inspect --format '{{.State.Status}}' detached` },
  onTerminal('attach detached', `sleep 1; printf 'y\\n'; sleep 0.3; printf '\\020\\021'`),
  onTerminal('attach --detach-keys ctrl-a,d detached', `sleep 1; printf 'z\\n'; sleep 0.3; printf '\\001d'`),
  { command: `inspect --format '{{.State.Status}}' detached` },
  { shell: true, command: 'docker logs detached | tr -d "\\r"' },
  { shell: true, command: `docker kill detached > /dev/null; docker wait detached` },
  { command: 'run --rm -it --detach-keys nonsense,keys busybox true' },
  { command: 'run --rm -it busybox true' },
  { command: 'exec -it box true' },
]
