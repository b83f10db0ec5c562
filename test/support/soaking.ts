import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { describeNeeding } from './needs.js'
import { run, type Ended } from './processes.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Why no soak can be run here; undefined where one can. It reads descriptors and memory in /proc. */
export const soakMissing = process.platform === 'linux' ? undefined : 'a soak needs Linux'

/** Runs a soak with words of its command line, to its end. */
export type Soak = (...words: readonly string[]) => Promise<Ended>

/** The soak of a script, which has so many ms. */
export const soakOf =
  (script: string, limit: number): Soak =>
  (...words) =>
    run(process.execPath, [script, ...words], { cwd: root, limit })

/** Has a soak of a moment pass, with a seed, and say how to have the same again. Resolves to what it prints. */
export async function passes(soak: Soak, time: string, command: string): Promise<string> {
  const { code, stdout } = await soak(time, '--seed', 'a b')
  const printed = stdout.toString()
  expect(code, printed).to.equal(0)
  expect(printed).to.match(/^Passed after \d+ s: \d{2,} calls, seed a b /m)
  expect(printed).to.match(/^all +\d+ +\d+ +0$/m)
  expect(printed.split('\n')).to.include(`Again:  npm run ${command} -- ${time} --seed 'a b'`)
  return printed
}

/** Tests what a soak does not take, and the usage that it prints then. */
export function describeCommandLine(
  title: string,
  soak: Soak,
  usage: string,
  refused: readonly (readonly string[])[],
): void {
  describeNeeding(soakMissing, title, () => {
    for (const words of refused) {
      it(`is not ${words.join(' ')}`, async () => {
        const { code, stderr } = await soak(...words)
        expect([code, stderr.toString().split('\n')[0]]).to.deep.equal([2, `usage: npm run ${usage}`])
      })
    }
  })
}
