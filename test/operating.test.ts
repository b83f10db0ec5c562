import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { opensslMissing } from './support/certificates.js'
import { dockerEnvironment, dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { findProgram, run } from './support/processes.js'
import { freePort, runSwarmd, swarmdBin, temporaryFolder } from './support/swarmd.js'

const page = await readFile(new URL('../docs/operating.md', import.meta.url), 'utf8')

/** The blocks of a language in a section of the page. */
function blocksOf(section: string, language: string): readonly string[] {
  const [, text = ''] = new RegExp(`\n## ${section}\n([^]*?)(?=\n## |$)`).exec(page) ?? []
  return [...text.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(([, block = '']) => block)
}

const bashMissing = findProgram('bash') === undefined ? 'bash not installed' : undefined

describe('docs/operating.md', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeEach(async () => void (folder = await temporaryFolder()))
  afterEach(() => folder.remove())

  describeNeeding(bashMissing ?? opensslMissing() ?? dockerMissing(), 'TLS', () => {
    it('is set up by copy and paste, and renewed by SIGHUP', async () => {
      const port = String(await freePort())
      const typed = blocksOf('TLS', 'sh').join('').replaceAll('2376', port)
      expect(typed.match(/^docker .*$/gm)).to.have.length(2)
      const script = [
        'set -e',
        // A person takes longer than the start.
        typed.replace(/&\n/, `&\nuntil (exec 3<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null; do sleep 0.05; done\n`),
        'docker ps',
        'kill %1',
        'wait %1',
      ].join('\n')
      await mkdir(join(folder.path, 'node_modules/.bin'), { recursive: true })
      await symlink(swarmdBin, join(folder.path, 'node_modules/.bin/swarmd'))
      const env = dockerEnvironment('', folder.path)
      const { code, stdout, stderr } = await run(findProgram('bash')!, ['-c', script], { cwd: folder.path, env })
      expect(code, stderr.toString()).to.equal(0)
      expect(stdout.toString().match(/ web$/gm)).to.have.length(3)
      expect(stderr.toString()).to.match(/swarmd: listening on tls:\/\/0\.0\.0\.0:\d+\n/)
      expect(stderr.toString()).to.match(/swarmd: got SIGHUP, reading the files of TLS again\n/)
      expect(stderr.toString()).to.not.match(/warning|error/)
    })

    it('has a config that reads', async () => {
      const [config = ''] = blocksOf('TLS', 'yaml')
      await writeFile(join(folder.path, '.swarmdrc'), config)
      const { stdout } = await runSwarmd(['config', '--json'], { cwd: folder.path })
      const [, secure] = (JSON.parse(stdout) as { config: { listen: object[] } }).config.listen
      expect(secure).to.deep.equal({
        address: 'tcp://0.0.0.0:2376',
        tlsverify: true,
        tlscacert: 'ca.pem',
        tlscert: 'server.pem',
        tlskey: 'server-key.pem',
      })
    })
  })
})
