import { connect } from 'node:net'
import { once } from 'node:events'
import { expect } from 'chai'
import { GenericContainer, PullPolicy, Wait } from 'testcontainers'
import { says, type Checks } from './checks.js'

/** Images that a registry has. */
export const official: Checks = {
  'pulls an image that is not there': async () => {
    const cached = new GenericContainer('alpine:3.20').withCommand(['sleep', '1000'])
    await using container = await cached.start()
    expect(await says(container, '. /etc/os-release; echo $ID')).to.equal('alpine\n')
    await using again = await cached.withPullPolicy(PullPolicy.alwaysPull()).start()
    expect(again.getId()).not.to.equal(container.getId())
  },
  'says why an image cannot be pulled': async () => {
    const said = await new GenericContainer('denied/image').start().then(
      () => 'it started',
      (error: Error) => error.message,
    )
    expect(said).to.include('denied/image')
  },
  'finds nginx at its port': async () => {
    await using container = await new GenericContainer('nginx')
      .withExposedPorts(80)
      .withCopyContentToContainer([{ content: 'mine\n', target: '/usr/share/nginx/html/mine.txt' }])
      .withWaitStrategy(Wait.forHttp('/mine.txt', 80))
      .start()
    const response = await fetch(`http://${container.getHost()}:${container.getMappedPort(80)}/mine.txt`)
    expect([response.status, await response.text()]).to.deep.equal([200, 'mine\n'])
  },
  'waits for the line and the port of redis': async () => {
    await using container = await new GenericContainer('redis:7')
      .withExposedPorts(6379)
      .withWaitStrategy(Wait.forAll([Wait.forListeningPorts(), Wait.forLogMessage('Ready to accept connections')]))
      .start()
    const socket = connect(container.getMappedPort(6379), container.getHost())
    socket.write('PING\r\n')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    socket.destroy()
    expect(answer.toString()).to.equal('+PONG\r\n')
  },
}
