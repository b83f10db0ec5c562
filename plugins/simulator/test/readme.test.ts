import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect } from 'chai'

const folder = new URL('..', import.meta.url)

describe('the examples of the README', () => {
  const printed = [/^exited\n$/, /^tcp:\/\/127\.0\.0\.1:\d+\n$/]
  for (const [at, expected] of printed.entries()) {
    it(`print ${String(expected)}`, async () => {
      const readme = await readFile(new URL('README.md', folder), 'utf8')
      const blocks = readme.split(/\n(?=\S)/).flatMap((text) => /\n\n((?: {4}.*\n|\n)+)/.exec(text)?.[1] ?? [])
      const examples = blocks.filter((block) => block.includes('import {'))
      expect(examples).to.have.length(printed.length)
      const script = ['--input-type=module', '--eval', examples[at]!]
      const { stdout, stderr } = await promisify(execFile)(process.execPath, script, { cwd: folder })
      expect([stdout.replace(expected, ''), stderr]).to.deep.equal(['', ''])
    })
  }
})
