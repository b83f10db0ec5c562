import { expect } from 'chai'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

describe('stdout', () => {
  it('is written to, and may be closed by its reader', async () => {
    const script = fileURLToPath(new URL('fixtures/closed-stdout.js', import.meta.url))
    const child = spawn(process.execPath, [script], { stdio: 'pipe' })
    const stderr = child.stderr.toArray()
    const [first] = (await once(child.stdout, 'data')) as [Buffer]
    expect(String(first)).to.match(/^\S+Z #1 --> ContainerList containers\n/)
    child.stdout.destroy()
    await once(child.stdout, 'close')
    child.stdin.end()
    const [code] = (await once(child, 'close')) as [number]
    expect([code, Buffer.concat((await stderr) as Buffer[]).toString()]).to.deep.equal([0, '[200,200,200,200]'])
  })
})
