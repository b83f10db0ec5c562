import { expect } from 'chai'
import { GenericContainer, getContainerRuntimeClient, Wait, type StartedTestContainer } from 'testcontainers'
import { loggedBy, says, scripted, staying, type Checks } from './checks.js'

/** How a container that was stopped ended, as the engine says it, before it is removed; undefined where it is gone. */
async function stateOf(container: StartedTestContainer): Promise<{ status: string; code: number } | undefined> {
  const client = (await getContainerRuntimeClient()).container
  const known = client.getById(container.getId())
  const state = await known.inspect().then(
    ({ State }) => ({ status: State.Status, code: State.ExitCode }),
    () => undefined,
  )
  if (state !== undefined) await known.remove({ v: true })
  return state
}

const trapping = 'trap "echo going; sleep 0.2; echo gone; exit 0" TERM; echo up; while :; do sleep 0.05; done'

/** Starts and ends. */
export const lifecycle: Checks = {
  'removes what it stops': async () => {
    const container = await staying().start()
    await container.stop()
    expect(await stateOf(container)).to.equal(undefined)
  },
  'keeps what it stops where it is told': async () => {
    const container = await staying().start()
    const stopped = await container.stop({ remove: false })
    expect(stopped.getId()).to.equal(container.getId())
    expect((await stateOf(container))?.status).to.equal('exited')
  },
  'keeps what it stops without automatic removal': async () => {
    const container = await staying().withAutoRemove(false).start()
    await container.stop()
    expect((await stateOf(container))?.status).to.equal('exited')
  },
  'gives a container the time to end by itself': async () => {
    const container = await scripted(trapping).withWaitStrategy(Wait.forLogMessage('up')).start()
    await container.stop({ remove: false, timeout: 10_000 })
    expect(await loggedBy(container)).to.equal('up\ngoing\ngone\n')
    expect(await stateOf(container)).to.deep.equal({ status: 'exited', code: 0 })
  },
  'kills a container that takes its time': async () => {
    const deaf = scripted('trap "" TERM; echo up; while :; do sleep 0.05; done')
    const container = await deaf.withWaitStrategy(Wait.forLogMessage('up')).start()
    await container.stop({ remove: false, timeout: 1000 })
    expect(await stateOf(container)).to.deep.equal({ status: 'exited', code: 137 })
  },
  'restarts with the same files and waits again': async () => {
    const slow = scripted('sleep 0.2; echo up; exec sleep 1000')
    const container = await slow.withWaitStrategy(Wait.forLogMessage('up')).start()
    await says(container, 'echo kept > /kept')
    await container.restart()
    expect(await says(container, 'cat /kept')).to.equal('kept\n')
    await container.stop({ remove: false })
    expect(await loggedBy(container)).to.equal('up\nup\n')
    expect(await stateOf(container)).to.include({ status: 'exited' })
  },
  'uses a container again': async () => {
    const reusable = () => scripted('exec sleep 1001').withReuse()
    const first = await reusable().start()
    const second = await reusable().start()
    const other = await reusable().withEnvironment({ A: '1' }).start()
    await first.stop({ remove: false })
    const third = await reusable().start()
    const ids = [second, third].map((one) => one.getId())
    expect(ids).to.deep.equal([first.getId(), first.getId()])
    expect(other.getId()).not.to.equal(first.getId())
    await Promise.all([third.stop(), other.stop()])
  },
  'commits a container to an image': async () => {
    await using container = await staying().start()
    await says(container, 'echo built > /built')
    const image = await container.commit({ repo: 'built-here', tag: 'one', deleteOnExit: false })
    await using other = await new GenericContainer('built-here:one').withCommand(['sleep', '1000']).start()
    expect(await says(other, 'cat /built')).to.equal('built\n')
    expect(image).to.match(/^sha256:[0-9a-f]{64}$/)
  },
}
