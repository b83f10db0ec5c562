import { expect } from 'chai'
import { startAbandoning, type Abandoning, type Kind } from './abandoning.js'
import { opensslMissing } from './certificates.js'
import { docker, dockerMissing } from './docker.js'
import { engineMissing, type TestEngine } from './engine.js'
import { describeNeeding, short, someOf, whole } from './needs.js'

const few = 24
/** Enough to see a connection that is kept, which weighs 13 KiB, in a MiB. */
const many = 300

/** Kinds of requests, by what they are called in a title. */
export type Kinds = Readonly<Record<string, Kind>>

/**
 * Holds `forward` in front of a real dockerd to leaving nothing of clients that leave: some hundred of each kind and as many
 * more, a thousand with `--whole`, a few of some kinds in a short run. The engine has a container `web`, which runs `cat`.
 *
 * @param prepare what else the engine has to have
 */
export function describeAbandoning(title: string, kinds: Kinds, prepare?: (engine: TestEngine) => Promise<void>): void {
  describeNeeding(engineMissing() ?? dockerMissing() ?? opensslMissing(), title, function () {
    this.timeout(600_000)
    let abandoning: Abandoning
    before(async () => {
      abandoning = await startAbandoning(Object.values(kinds).some(({ takenOver }) => takenOver === true))
      const { engine } = abandoning
      await docker(engine.address, ['run', '--detach', '--interactive', '--name', 'web', 'busybox', 'cat'])
      await prepare?.(engine)
    })
    after(async () => {
      // Else it is given ten seconds to end by itself.
      if (abandoning !== undefined) await docker(abandoning.engine.address, ['rm', '--force', 'web', 'clock'])
      await abandoning?.close()
    })

    for (const [name, kind] of someOf(Object.entries(kinds))) {
      const times = short ? few : whole ? (kind.times ?? 1000) : Math.min(many, kind.times ?? many)
      it(`end it at dockerd within a second and leave nothing, ${times} and ${times} more: ${name} (rows 65, 66)`, async () => {
        // What is loaded and kept at the first calls is no leak.
        await abandoning.leave(kind, few)
        const before = await abandoning.kept()
        const round = async () => {
          await abandoning.leave(kind, times)
          await abandoning.letGo(before)
          return (await abandoning.kept()).memory
        }
        const first = await round()
        const second = await round()
        expect(second - first).to.be.lessThan(1)
      })
    }
  })
}
