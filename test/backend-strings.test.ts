import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { standardBackends } from './support/standard.js'
import { runSwarmd, temporaryFolder } from './support/swarmd.js'

/** What is given to `--backend`, the exit code, and what is said behind `swarmd: `. */
type Wrong = readonly [spec: string, code: 1 | 2, sentence: RegExp]

const invalid = (name: string, spec: string): Wrong => [spec, 2, new RegExp(`^invalid backend name "${name}": `)]
const unknown = (name: string): Wrong => [
  name,
  1,
  new RegExp(`^unknown backend "${name}" \\(have: ${standardBackends.join(', ')}; `),
]

const wrong: Readonly<Record<string, readonly Wrong[]>> = {
  'an unknown name (row 25)': [unknown('nosuch')],
  'quotes and backslashes that do not end (row 26)': [
    ['forward "unterminated', 2, /^an unbalanced quote at column 9 of "forward \\"unterminated"$/],
    ["forward 'x", 2, /^an unbalanced quote at column 9 of /],
    ['forward unix://a.sock "', 2, /^an unbalanced quote at column 23 of /],
    ['forward "a\\"', 2, /^an unbalanced quote at column 9 of /],
    ['forward unix://a\\', 2, /^a backslash at the end at column 17 of /],
    ['\\', 2, /^a backslash at the end at column 1 of /],
  ],
  "a shell's words, which are no shell's here (row 27)": [
    ['forward $(id) ;ls | x `id` *', 2, /^the backend "forward": unexpected argument ";ls" \(usage: forward \[address\] \[--tlscacert .*\)$/],
    ['simulator $(touch a)', 2, /^the backend "simulator": Invalid container name \(\$\(touch\), /],
    ['simulator `id`', 2, /^the backend "simulator": Invalid container name \(`id`\), /],
    ['simulator *', 2, /^the backend "simulator": Invalid container name \(\*\), /],
    ['simulator ${HOME}', 2, /^the backend "simulator": Invalid container name \(\$\{HOME\}\), /],
    ['simulator web > a', 2, /^the backend "simulator": Invalid container name \(>\), /],
    ['simulator web && id', 2, /^the backend "simulator": Invalid container name \(&&\), /],
    ['simulator ~', 2, /^the backend "simulator": Invalid container name \(~\), /],
  ], // prettier-ignore
  'what is no name of a backend (row 32)': [
    invalid('node:fs', 'node:fs'),
    invalid('fs', 'fs'),
    invalid('file:///x', 'file:///x'),
    invalid('data:text/javascript,1', 'data:text/javascript,1'),
    invalid('http://x/p.js', 'http://x/p.js'),
    invalid('@s/../p', '@s/../p'),
    invalid('FILE:///x', 'FILE:///x'),
  ],
  'a path that no backend is at (row 32)': [
    ['../../etc/x', 1, /^cannot load the backend "\.\.\/\.\.\/etc\/x": there is no folder /],
    ['./p.js', 1, /^cannot load the backend "\.\/p\.js": there is no folder /],
    ['/abs', 1, /^cannot load the backend "\/abs": there is no folder \/abs$/],
    ['./empty', 1, /^cannot load the backend "\.\/empty" in .*: there is no package\.json$/],
    ['.', 1, /^cannot load the backend "\." in .*: there is no package\.json$/],
  ],
  'names that every object has (row 33)': [
    ...['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map(unknown),
    ...['--__proto__', '--constructor', '--toString', '--hasOwnProperty', '--__proto__.x'].map(
      (option): Wrong => [`simulator ${option}=1`, 2, new RegExp(`^the backend "simulator": unknown option "${option}"`)],
    ), // prettier-ignore
  ],
}

describe('--backend, written wrong, is one line and nothing else:', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  before(async () => {
    folder = await temporaryFolder()
    await mkdir(join(folder.path, 'empty'))
  })
  after(() => folder.remove())

  for (const [what, cases] of Object.entries(wrong)) {
    it(what, async () => {
      for (const [spec, code, sentence] of cases) {
        const ended = await runSwarmd(['--backend', spec, 'unix://a.sock'], { cwd: folder.path })
        const [line = '', ...rest] = ended.stderr.split('\n')
        expect(line.replace(/^swarmd: /, ''), spec).to.match(sentence)
        expect([spec, ended.code, ended.stdout, rest]).to.deep.equal([spec, code, '', ['']])
        expect(await readdir(folder.path)).to.deep.equal(['empty'])
      }
    })
  }
})
