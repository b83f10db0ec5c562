import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect } from 'chai'

const folder = new URL('..', import.meta.url)
const readme = await readFile(new URL('README.md', folder), 'utf8')
const examples = [...readme.matchAll(/```js\n([^]*?)```/g)].map(([, block = '']) => block)

const run = (example: string): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)(process.execPath, ['--input-type=module', '--eval', example], { cwd: folder })

describe('the examples of the README in JavaScript', () => {
  it('are two', () => {
    expect(examples).to.have.length(2)
  })

  it('run in process, and print what they say', async () => {
    expect(await run(examples[0]!)).to.deep.equal({ stdout: 'exited\n', stderr: '' })
  })

  it('are a test that passes', async () => {
    const { stdout, stderr } = await run(examples[1]!)
    expect([/^. pass 1$/m.test(stdout), /^. fail 0$/m.test(stdout), stderr]).to.deep.equal([true, true, ''])
  })
})
