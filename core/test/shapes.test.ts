import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'chai'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('the shapes of payloads', function () {
  this.timeout(60_000)

  it('are those of the types; `npm run docs` makes them anew', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['scripts/shapes.js', '--print'], { cwd: root })
    expect(stdout).to.equal(await readFile(`${root}/core/src/testing/shapes.ts`, 'utf8'))
  })
})
