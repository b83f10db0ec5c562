import { expect } from 'chai'
import { Network } from 'testcontainers'
import { says, scripted, staying, type Checks } from './checks.js'

const serving = 'mkdir /srv; echo greetings > /srv/page; exec httpd -f -p 8080 -h /srv'

/** A request that is made until it is answered. */
const patiently = (url: string): string =>
  `for try in 1 2 3 4 5 6 7 8 9 10; do wget -q -O - ${url} && exit; sleep 0.1; done`

/** Containers that talk to each other. */
export const networking: Checks = {
  'has containers on one network reach each other by alias': async () => {
    await using network = await new Network().start()
    await using server = await scripted(serving).withNetwork(network).withNetworkAliases('server', 'site').start()
    await using client = await staying().withNetwork(network).withNetworkAliases('client').start()
    expect(await says(client, patiently('http://server:8080/page'))).to.equal('greetings\n')
    expect(await says(client, patiently('http://site:8080/page'))).to.equal('greetings\n')
    expect(await says(server, 'cat /srv/page')).to.equal('greetings\n')
  },
  'has containers on one network reach each other by name and address': async () => {
    await using network = await new Network().start()
    const server = scripted(serving).withName(`server-${network.getName()}`).withNetworkMode(network.getName())
    await using started = await server.start()
    await using client = await staying().withNetwork(network).start()
    const name = started.getName().slice(1)
    const address = started.getIpAddress(network.getName())
    expect(await says(client, patiently(`http://${name}:8080/page`))).to.equal('greetings\n')
    expect(await says(client, patiently(`http://${address}:8080/page`))).to.equal('greetings\n')
  },
  'keeps networks apart': async () => {
    await using one = await new Network().start()
    await using other = await new Network().start()
    await using server = await scripted(serving).withNetwork(one).withNetworkAliases('server').start()
    await using client = await staying().withNetwork(other).withNetworkAliases('client').start()
    expect(await says(server, patiently('http://server:8080/page'))).to.equal('greetings\n')
    const { exitCode, output } = await client.exec(['wget', '-q', '-O', '-', 'http://server:8080/page'])
    expect([exitCode, output]).to.deep.equal([1, "wget: bad address 'server:8080'\n"])
  },
  'tells the names, ids and addresses of its networks': async () => {
    await using network = await new Network().start()
    await using container = await staying().withNetwork(network).start()
    expect(container.getNetworkNames()).to.deep.equal([network.getName()])
    expect(container.getNetworkId(network.getName())).to.equal(network.getId())
    const address = container.getIpAddress(network.getName())
    expect(await says(container, 'hostname -i')).to.equal(`${address}\n`)
  },
  'knows hosts that it is told': async () => {
    const hosts = [{ host: 'far.example', ipAddress: '10.9.8.7' }]
    await using container = await staying().withExtraHosts(hosts).start()
    expect(await says(container, 'grep far /etc/hosts')).to.equal('10.9.8.7\tfar.example\n')
  },
}
