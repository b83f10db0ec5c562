import { expect } from 'chai'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { linkDependencies } from './support/link.js'
import { create, plainEnvironment } from './support/run.js'

const languages = {
  TypeScript: { flags: [], source: 'src/index.ts' },
  JavaScript: { flags: ['--js'], source: 'index.js' },
}

// What watches runs the tests three times: `npm test` leaves it to `npm test -- --all`.
const watched = process.env['LIBSWARM_TEST_SHORT'] === undefined ? Object.entries(languages) : []

for (const [language, { flags, source }] of watched) {
  describe(`npm run watch, in a new package in ${language}`, function () {
    this.timeout(180_000)
    let home: string
    let folder: string
    let watch: ChildProcess

    before(async () => {
      home = await mkdtemp(join(tmpdir(), 'libswarm-template-'))
      folder = join(home, 'libswarm-backend-foo')
      await create(home, 'foo', ...flags)
      await linkDependencies(folder)
      // A group of its own, which is what Ctrl-C reaches.
      watch = spawn('npm', ['run', 'watch'], { cwd: folder, env: plainEnvironment(), detached: true })
    })
    after(async () => {
      const ended = once(watch, 'close')
      process.kill(-watch.pid!, 'SIGINT')
      await ended
      await rm(home, { recursive: true })
    })

    it('tests again when the backend changes', async () => {
      const heard = listen(watch)
      await heard(/^(#|ℹ) fail 0$/m)
      const file = join(folder, source)
      const right = await readFile(file, 'utf8')
      await writeFile(file, right.replace("State: 'running'", "State: 'exited'"))
      await heard(/^(#|ℹ) fail [1-9]/m)
      await writeFile(file, right)
      await heard(/^(#|ℹ) fail 0$/m)
    })
  })
}

/** Waits until a program has said something that it has not said before. */
function listen(child: ChildProcess): (pattern: RegExp) => Promise<void> {
  let said = ''
  child.stdout!.on('data', (chunk: Buffer) => void (said += chunk.toString()))
  return async (pattern) => {
    const end = Date.now() + 60_000
    while (!pattern.test(said)) {
      if (Date.now() > end) expect.fail(`waited in vain for ${pattern} in ${said.slice(-1000)}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    said = ''
  }
}
