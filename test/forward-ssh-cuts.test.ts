import { expect } from 'chai'
import { describeNeeding } from './support/needs.js'
import { isRunning } from './support/proc.js'
import { until } from './support/processes.js'
import { ask, isOver, linksOf, messageOf, SshLinks, type Linked } from './support/ssh-links.js'
import { sshdMissing } from './support/sshd.js'
import { startSwarmd, type Swarmd } from './support/swarmd.js'

/** How long being back may take at most, beside what ssh itself takes to be let in, in ms. */
const aSecond = 1000

describeNeeding(sshdMissing(), 'a link by ssh that is cut', () => {
  let links: SshLinks
  let engine: Swarmd
  let forward: Linked
  const socket = () => links.at('engine.sock')

  before(async () => {
    links = await SshLinks.start()
    engine = await startSwarmd(['--backend', 'simulator web', `unix://${socket()}`])
    forward = await links.forward(socket())
    expect((await ask(forward)).status).to.equal(200)
  })
  after(async () => {
    await engine?.stop('SIGKILL')
    await links?.close()
  })

  const count = (sentence: string) => forward.swarmd.stderr().split(sentence).length - 1
  const ends = () => count('the link by ssh to 127.0.0.1 has ended: ')
  const returns = () => count('the link by ssh to 127.0.0.1 is there again\n')

  const sides = {
    'the ssh of swarmd': () => linksOf(forward),
    'the session of sshd': () => links.sshd.sessions(),
  }
  for (const [side, processes] of Object.entries(sides)) {
    it(`is made again when ${side} is killed, before anybody calls`, async () => {
      const [before, sessions] = [await linksOf(forward), await links.sshd.sessions()]
      const [ended, returned] = [ends(), returns()]
      for (const pid of await processes()) process.kill(pid, 'SIGKILL')
      await until('it is there again', () => returns() > returned)
      const [made, others] = [await linksOf(forward), await links.sshd.sessions()]
      expect([made.length, ends() - ended, returns() - returned]).to.deep.equal([1, 1, 1])
      expect(made).to.not.have.members(before)
      expect(others.filter((pid) => !sessions.includes(pid))).to.not.deep.equal([])
      expect((await ask(forward)).status).to.equal(200)
      expect(await linksOf(forward)).to.deep.equal(made)
    })
  }

  it('answers within a second of the cut', async () => {
    const handshake = await links.handshake()
    const [link] = await linksOf(forward)
    process.kill(link!, 'SIGKILL')
    await until('it is over', () => isOver(link!))
    const since = Date.now()
    await until('it answers', async () => (await ask(forward)).status === 200)
    const took = Date.now() - since
    expect(took - Math.max(handshake, await links.handshake())).to.be.below(aSecond)
  })

  it('is made again when the host has been away for some attempts, before anybody calls', async () => {
    const returned = returns()
    await links.sshd.stop()
    const sentence = 'the link by ssh to 127.0.0.1 cannot be made again: '
    await until('it has been tried', () => count(sentence) > 0)
    expect(await linksOf(forward)).to.deep.equal([])
    await links.sshd.start()
    await until('it is there again', () => returns() > returned)
    expect(await linksOf(forward)).to.have.length(1)
    expect(await links.sshd.sessions()).to.not.deep.equal([])
    expect((await ask(forward)).status).to.equal(200)
    expect(count(sentence)).to.equal(1)
  })

  it('answers within a second of the return of a host that was away, also where it was so from the start', async () => {
    const handshake = await links.handshake()
    await links.sshd.stop()
    const another = await links.forward(socket())
    const address = links.address(socket())
    const sentence = `cannot connect to the engine at ${address}: ssh: connect to host 127.0.0.1 port ${links.sshd.port}: Connection refused`
    for (const one of [another, forward]) expect(await messageOf(one)).to.deep.equal([502, sentence])
    await until('it has warned', () => another.swarmd.stderr().includes(`${sentence}; calls fail until it is there\n`))
    await links.sshd.start()
    const since = Date.now()
    const times = [another, forward].map(async (one) => {
      await until('it answers', async () => (await ask(one)).status === 200)
      return Date.now() - since
    })
    const took = Math.max(...(await Promise.all(times)))
    expect(took - Math.max(handshake, await links.handshake())).to.be.below(aSecond)
  })

  it('is not made again by a swarmd that ends meanwhile', async () => {
    await links.sshd.stop()
    await until('it is over', async () => (await linksOf(forward)).every((pid) => !isRunning(pid)))
    const { code, stderr } = await forward.swarmd.stop()
    expect(code).to.equal(0)
    expect(stderr).to.not.match(/TypeError|RangeError|ERR_|uncaught|unhandled/i)
    await until('no link has left its folder', async () => (await links.folders()).length === 0)
  })
})
