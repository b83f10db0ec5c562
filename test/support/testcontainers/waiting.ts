import { expect } from 'chai'
import { Wait } from 'testcontainers'
import { loggedBy, says, scripted, staying, type Checks } from './checks.js'

/** What a start that is to fail says. */
async function refusal(start: Promise<unknown>): Promise<string> {
  return start.then(
    () => expect.fail('it started'),
    (error: Error) => error.message,
  )
}

const slow = 'echo starting; sleep 0.4; echo ready at last; exec sleep 1000'
const fullLater = 'sleep 0.4; touch /full; exec sleep 1000'
const health = { interval: 100, timeout: 2000, retries: 50, startPeriod: 0 }

/** The wait strategies that need no port. */
export const waiting: Checks = {
  'waits for a line': async () => {
    await using container = await scripted(slow).withWaitStrategy(Wait.forLogMessage('ready at last')).start()
    expect(await says(container, 'echo there')).to.equal('there\n')
  },
  'waits for a line that fits an expression, several times': async () => {
    const script = 'for one in 1 2 3; do echo round $one; sleep 0.1; touch /round$one; done; exec sleep 1000'
    await using container = await scripted(script)
      .withWaitStrategy(Wait.forLogMessage(/^round \d$/, 3))
      .start()
    expect(await says(container, 'ls /round2')).to.equal('/round2\n')
  },
  'waits for a line of standard error': async () => {
    const strategy = Wait.forLogMessage('complaint')
    await using container = await scripted('echo complaint >&2; exec sleep 1000').withWaitStrategy(strategy).start()
    expect(await says(container, 'echo there')).to.equal('there\n')
  },
  'gives up on a line that does not come': async () => {
    const strategy = Wait.forLogMessage('never')
    const start = scripted(slow).withWaitStrategy(strategy).withStartupTimeout(700).start()
    expect(await refusal(start)).to.equal('Log message "never" not received after 700ms')
  },
  'gives up on a line when the container ends': async () => {
    const start = scripted('echo one').withWaitStrategy(Wait.forLogMessage('never')).start()
    expect(await refusal(start)).to.include('Log stream ended and message "never" was not received')
  },
  'waits for a health check': async () => {
    const test = { test: ['CMD-SHELL', 'test -f /full'] as ['CMD-SHELL', string], ...health }
    await using container = await scripted(fullLater)
      .withHealthCheck(test)
      .withWaitStrategy(Wait.forHealthCheck())
      .start()
    expect(await says(container, 'ls /full')).to.equal('/full\n')
  },
  'waits for a health check without a shell': async () => {
    const test = { test: ['CMD', 'test', '-f', '/full'] as ['CMD', ...string[]], ...health }
    await using container = await scripted(fullLater)
      .withHealthCheck(test)
      .withWaitStrategy(Wait.forHealthCheck())
      .start()
    expect(await says(container, 'ls /full')).to.equal('/full\n')
  },
  'gives up on a container that is unhealthy': async () => {
    const test = { test: ['CMD-SHELL', 'exit 1'] as ['CMD-SHELL', string], ...health, retries: 2 }
    const start = staying().withHealthCheck(test).withWaitStrategy(Wait.forHealthCheck()).start()
    expect(await refusal(start)).to.equal('Health check failed: unhealthy')
  },
  'gives up on a container without a health check': async () => {
    const start = staying().withWaitStrategy(Wait.forHealthCheck()).withStartupTimeout(500).start()
    expect(await refusal(start)).to.match(/health ?check/i)
  },
  'waits for a command that succeeds': async () => {
    const strategy = Wait.forSuccessfulCommand('test -f /full')
    await using container = await scripted(fullLater).withWaitStrategy(strategy).start()
    expect(await says(container, 'ls /full')).to.equal('/full\n')
  },
  'gives up on a command that does not succeed': async () => {
    const strategy = Wait.forSuccessfulCommand('exit 7')
    const start = staying().withWaitStrategy(strategy).withStartupTimeout(600).start()
    expect(await refusal(start)).to.equal('Shell command "exit 7" not successful after 600ms')
  },
  'waits for the end of a one-shot': async () => {
    await using container = await scripted('sleep 0.3; echo done').withWaitStrategy(Wait.forOneShotStartup()).start()
    expect(await loggedBy(container)).to.equal('done\n')
  },
  'gives up on a one-shot that fails': async () => {
    const start = scripted('exit 3').withWaitStrategy(Wait.forOneShotStartup()).start()
    expect(await refusal(start)).to.include('Container failed to start for')
  },
  'waits for several things': async () => {
    const strategy = Wait.forAll([Wait.forLogMessage('ready at last'), Wait.forSuccessfulCommand('test -f /full')])
    await using container = await scripted('sleep 0.2; echo ready at last; sleep 0.2; touch /full; exec sleep 1000')
      .withWaitStrategy(strategy)
      .start()
    expect(await says(container, 'ls /full')).to.equal('/full\n')
  },
  'gives up on several things together': async () => {
    const strategy = Wait.forAll([Wait.forLogMessage('starting'), Wait.forLogMessage('never')]).withDeadline(700)
    expect(await refusal(scripted(slow).withWaitStrategy(strategy).start())).to.include('700ms')
  },
}
