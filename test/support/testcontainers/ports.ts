import { expect } from 'chai'
import { Wait, type StartedTestContainer } from 'testcontainers'
import { scripted, type Checks } from './checks.js'

const serving = 'mkdir /srv; echo greetings > /srv/page; sleep 0.3; exec httpd -f -p 8080 -h /srv'
const server = () => scripted(serving).withExposedPorts(8080)

/** What is at a path of a container's port. */
async function got(container: StartedTestContainer, path: string): Promise<string> {
  const response = await fetch(`http://${container.getHost()}:${container.getMappedPort(8080)}${path}`)
  return response.text()
}

/** Published ports, and the wait strategies that need one. */
export const ports: Checks = {
  'waits for the ports unless it is told what to wait for': async () => {
    await using container = await server().start()
    expect(await got(container, '/page')).to.equal('greetings\n')
    expect(container.getFirstMappedPort()).to.equal(container.getMappedPort('8080/tcp'))
  },
  'waits for listening ports': async () => {
    await using container = await server().withWaitStrategy(Wait.forListeningPorts()).start()
    expect(await got(container, '/page')).to.equal('greetings\n')
  },
  'gives up on ports on which nobody listens': async () => {
    const start = scripted('exec sleep 1000').withExposedPorts(8080).withStartupTimeout(800).start()
    const said = await start.then(
      () => 'it started',
      (error: Error) => error.message,
    )
    expect(said).to.match(/^Port \d+(\/tcp)? not bound after 800ms$/)
  },
  'waits for an answer over HTTP': async () => {
    const strategy = Wait.forHttp('/page', 8080)
      .forStatusCode(200)
      .forResponsePredicate((body) => body === 'greetings\n')
    await using container = await server().withWaitStrategy(strategy).start()
    expect(await got(container, '/page')).to.equal('greetings\n')
  },
  'waits for a status over HTTP': async () => {
    const strategy = Wait.forHttp('/nowhere', 8080).forStatusCodeMatching((status) => status === 404)
    await using container = await server().withWaitStrategy(strategy).start()
    expect(await got(container, '/page')).to.equal('greetings\n')
  },
  'gives up on an answer that does not come': async () => {
    const strategy = Wait.forHttp('/nowhere', 8080).forStatusCode(200).withStartupTimeout(900)
    const said = await server()
      .withWaitStrategy(strategy)
      .start()
      .then(
        () => 'it started',
        (error: Error) => error.message,
      )
    expect(said).to.equal('URL /nowhere not accessible after 900ms')
  },
  'reaches a container again after a restart': async () => {
    await using container = await scripted('mkdir -p /srv; echo again > /srv/page; exec httpd -f -p 8080 -h /srv')
      .withExposedPorts(8080)
      .start()
    await container.restart()
    expect(await got(container, '/page')).to.equal('again\n')
  },
}
