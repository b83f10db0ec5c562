import { expect } from 'chai'
import { fromBytes, toBytes } from '../dist/machine/byte-string.js'
import type { Proc } from '../dist/machine/kernel/proc.js'
import { NetworkStack } from '../dist/machine/network/stack.js'
import { noWires } from '../dist/machine/network/wires.js'
import { realClock } from '../dist/world.js'
import { write } from './machine-files-support.js'
import { recordedLines, withoutUsage, type RecordedLines } from './recorded-lines.js'
import { runLine, type Outcome } from './run-line.js'

/** What `npm run record -- net-lines-…` has written besides. */
interface NetLines extends RecordedLines {
  readonly answers: Readonly<Record<string, string | null>>
  readonly filling: number
  readonly names: Readonly<Record<string, readonly string[]>>
  readonly moments: readonly (readonly [string, string])[]
}

/** Answers at 127.0.0.1:8080 as the server did that the lines were recorded with. */
const answering =
  ({ answers, filling }: NetLines) =>
  async (proc: Proc): Promise<number> => {
    const listener = proc.sockets.listen({ address: '127.0.0.1', port: 8080 })
    const answer = (request: string): string | null => {
      const path = (request.split(' ')[1] ?? '').replace(/\?.*/, '')
      const told = answers[path] === undefined ? answers['*']! : answers[path]
      const text = told?.replace('{request}', () => request).replace('{filling}', 'x'.repeat(filling)) ?? null
      return request.startsWith('HEAD') && text !== null ? text.slice(0, text.indexOf('\r\n\r\n') + 4) : text
    }
    for (;;) {
      const fd = await proc.sockets.accept(listener)
      proc.fork(async (child) => {
        let request = ''
        for (let some = await child.read(fd); some !== null; some = await child.read(fd)) {
          request += fromBytes(some)
          const end = request.indexOf('\r\n\r\n')
          const length = Number(/^content-length: (\d+)/im.exec(request)?.[1] ?? 0)
          if (end < 0 || request.length < end + 4 + length) continue
          const text = answer(request)
          if (text !== null) await child.write(fd, toBytes(text))
          else await child.sleep(Infinity)
          break
        }
        return 0
      })
      proc.close(fd)
    }
  }

for (const flavor of ['busybox', 'gnu'] as const) {
  describe(`programs about networks as ${flavor} has them`, function () {
    this.timeout(30_000)
    const recorded = recordedLines(`net-lines-${flavor}`) as NetLines
    const timeless = (text: string): string =>
      recorded.moments.reduce((rest, [pattern, instead]) => rest.replace(new RegExp(pattern, 'gm'), instead), text)
    const told = ({ stdout, stderr, code, files }: Outcome) => ({
      stdout: timeless(stdout),
      stderr: withoutUsage(timeless(stderr)),
      code,
      files: Object.fromEntries(Object.entries(files).map(([name, content]) => [name, timeless(content)])),
    })
    const shell = flavor === 'gnu' ? 'bash' : 'sh'
    const { files, names } = recorded
    const run = (line: string): Promise<Outcome> =>
      runLine(line, {
        flavor,
        files,
        network: new NetworkStack({ ...noWires, lookup: (name) => names[name] ?? [] }),
        shell,
        beside: [answering(recorded)],
        clock: realClock(),
        prepare: (all) => {
          write(all, '/etc/hosts', '127.0.0.1 localhost\n')
          write(all, '/etc/resolv.conf', 'nameserver 127.0.0.1\n')
        },
      })
    for (const [program, lines] of Object.entries(recorded.lines)) {
      it(`do what was recorded of ${program}`, async () => {
        const outcomes = await Promise.all(lines.map(async ({ line }) => ({ line, ...told(await run(line)) })))
        const wanted = lines.map(({ line, ...outcome }) => ({ line, ...told(outcome) }))
        const differ = outcomes.filter((one, index) => JSON.stringify(one) !== JSON.stringify(wanted[index]))
        expect(differ).to.eql(wanted.filter(({ line }) => differ.some((one) => one.line === line)))
      })
    }
  })
}
