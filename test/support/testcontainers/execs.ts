import { expect } from 'chai'
import { staying, type Checks } from './checks.js'

/** Commands in containers. */
export const execs: Checks = {
  'tells the output and the exit code of a command': async () => {
    await using container = await staying().start()
    const command = ['sh', '-c', 'echo out; echo err >&2; exit 3']
    const { exitCode, stdout, stderr, output } = await container.exec(command)
    expect({ exitCode, stdout, stderr }).to.deep.equal({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' })
    expect(output.split('\n').toSorted()).to.deep.equal(['', 'err', 'out'])
  },
  'splits a command that is one string': async () => {
    await using container = await staying().start()
    expect((await container.exec('echo hello world')).output).to.equal('hello world\n')
  },
  'runs a command in a folder, as a user, with an environment': async () => {
    await using container = await staying().start()
    const options = { workingDir: '/tmp', user: '12:34', env: { A: 'one two' } }
    const { output } = await container.exec(['sh', '-c', 'pwd; id -u; id -g; echo "$A"'], options)
    expect(output).to.equal('/tmp\n12\n34\none two\n')
  },
  'tells of a program that is not there': async () => {
    await using container = await staying().start()
    const { exitCode, output } = await container.exec(['nosuch'])
    expect([126, 127]).to.include(exitCode)
    expect(output).to.include('exec: "nosuch": executable file not found in $PATH')
  },
  'hears all of a long output': async () => {
    await using container = await staying().start()
    const { output } = await container.exec(['seq', '200000'])
    expect(output).to.have.lengthOf(1_288_895)
    expect(output.endsWith('\n199999\n200000\n')).to.equal(true)
  },
  'runs ten commands at once': async () => {
    await using container = await staying().start()
    const numbers = [...Array(10).keys()]
    const ran = await Promise.all(numbers.map((number) => container.exec(['sh', '-c', `sleep 0.1; exit ${number}`])))
    expect(ran.map(({ exitCode }) => exitCode)).to.deep.equal(numbers)
  },
}
