import { spawn } from 'node:child_process'
import { mkdir, open, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { isSwarmError } from 'libswarm-core'
import { loadConfig } from '../swarmd/dist/config/config.js'
import { runSwarmd, temporaryFolder } from './support/swarmd.js'

const typeScript = Boolean((process.features as { readonly typescript?: unknown }).typescript)

/** A file, its text, and what is said about it behind its name. */
type Wrong = readonly [file: string, text: string | Buffer, sentence: string | RegExp]

const wrong: Readonly<Record<string, readonly Wrong[]>> = {
  'invalid JSON (row 34)': [
    ['.swarmdrc.json', '{\n  "log-level": "info",\n}', ':3:1: invalid JSON: expected a key in double quotes, not "}"'],
    ['.swarmdrc.json', "{ 'listen': [] }", ':1:3: invalid JSON: a text is written in double quotes'],
    ['.swarmdrc.json', '{} // x', ':1:4: invalid JSON: it has no comments (YAML has, and .js)'],
    ['.swarmdrc.json', '{ "listen": [', ':1:14: invalid JSON: expected a value, not the end of the file'],
    ['.swarmdrc.json', '{ "listen": tcp }', ':1:13: invalid JSON: unexpected "tcp"'],
    ['.swarmdrc.json', '{}{}', ':1:3: invalid JSON: expected the end of the file, not "{"'],
    ['.swarmdrc.json', '{ "listen" [] }', ':1:12: invalid JSON: expected ":", not "["'],
    ['.swarmdrc.json', '{ "a": 1 "b": 2 }', ':1:10: invalid JSON: expected "," or "}", not a text'],
    [
      '.swarmdrc.json',
      '{ "listen": "a\n" }',
      ':1:13: invalid JSON: the text that begins here has no end on its line, or an escape that is none',
    ],
    [
      'package.json',
      '{ "name": "x",\n "swarmd": { "listen": [] ], }',
      ':2:27: invalid JSON: expected "," or "}", not "]"',
    ],
  ],
  'invalid YAML (row 34)': [
    ['.swarmdrc', 'listen: [a', /^:1:11: invalid YAML: Flow sequence in block collection must be .*$/],
    ['.swarmdrc.yml', 'listen: a\n\tb: c', /^:2:1: invalid YAML: Tabs are not allowed as indentation$/],
    ['.swarmdrc.yaml', 'listen: &a [*b]', ':1:13: invalid YAML: no anchor "b" comes before this alias'],
    ['.swarmdrc.yaml', 'log-level: !!js/function x', /^:1:12: invalid YAML: Unresolved tag: .*$/],
    ['.swarmdrc.yaml', 'listen: []\n---\nlisten: []', /^:2:1: invalid YAML: Source contains multiple documents; .*$/],
    ['.swarmdrc.yaml', '? [a]\n: b', ':1:3: a key is a text'],
  ],
  'a byte order mark, or no UTF-8 (row 34)': [
    ['.swarmdrc.json', '\uFEFF{}', ':1:1: it begins with a byte order mark (BOM): save it as UTF-8 without one'],
    ['.swarmdrc', '\uFEFFlisten: []', ':1:1: it begins with a byte order mark (BOM): save it as UTF-8 without one'],
    [
      'swarmd.config.js',
      '\uFEFFexport default {}',
      ':1:1: it begins with a byte order mark (BOM): save it as UTF-8 without one',
    ],
    ['.swarmdrc.json', Buffer.from('\uFEFF{"listen":[]}', 'utf16le'), ':1:1: it is no UTF-8 text'],
    ['.swarmdrc', Buffer.from([0x61, 0x3a, 0x20, 0xff]), ':1:4: it is no UTF-8 text'],
  ],
  'an unknown key, with the nearest known one (row 34)': [
    ['.swarmdrc.json', '{\n  "bakends": []\n}', ':2:3: unknown key "bakends": did you mean "backends"?'],
    ['.swarmdrc', 'logLevel: info', ':1:1: unknown key "logLevel": did you mean "log-level"?'],
    ['.swarmdrc', 'plugins:\n  path: []', ':2:3: unknown key "plugins.path": did you mean "paths"?'],
    ['.swarmdrc', 'plugins.paths: []', /^:1:1: unknown key "plugins\.paths": /],
    [
      '.swarmdrc',
      'x: 1',
      /^:1:1: unknown key "x": the keys are listen, admin, backends, isolate, .*, log-level, plugins$/,
    ],
    ['.swarmdrc', '$import: other.yaml', /^:1:1: unknown key "\$import": the keys are /],
    ['.swarmdrc', '<<: { listen: [] }', /^:1:1: unknown key "<<": the keys are /],
    ['.swarmdrc.json', '{ "__proto__": { "listen": "tcp://:1" } }', /^:1:3: unknown key "__proto__": the keys are /],
    ['.swarmdrc', 'constructor: 1', /^:1:1: unknown key "constructor": the keys are /],
    ['.swarmdrc', 'plugins:\n  __proto__: []', /^:2:3: unknown key "plugins\.__proto__": the keys are paths, /],
    ['package.json', '{\n"swarmd":\n{ "listn": [] } }', ':3:3: unknown key "listn": did you mean "listen"?'],
    ['swarmd.config.mjs', 'export default { listn: [] }', ': unknown key "listn": did you mean "listen"?'],
  ],
  'a key twice (row 34)': [
    ['.swarmdrc.json', '{ "listen": [],\n"listen": [] }', ':2:1: duplicate key "listen", first at .swarmdrc.json:1:3'],
    ['.swarmdrc', 'listen: []\nlisten: []', ':2:1: duplicate key "listen", first at .swarmdrc:1:1'],
    [
      '.swarmdrc',
      'backends:\n- [debug, { quiet: true, quiet: true }]',
      ':2:26: duplicate key "quiet", first at .swarmdrc:2:13',
    ],
    ['package.json', '{ "swarmd": {},\n"swarmd": {} }', ':2:1: duplicate key "swarmd", first at package.json:1:3'],
  ],
  'a value of the wrong kind (row 34)': [
    ['.swarmdrc', '- listen', ':1:1: "the config" takes a map of keys, not a list'],
    ['.swarmdrc', 'insecure-tcp: "yes"', ':1:15: "insecure-tcp" takes true or false, not "yes"'],
    ['.swarmdrc', 'log-level: inof', ':1:12: "log-level" takes one of error, warn, info, debug, not "inof"'],
    ['.swarmdrc', 'plugins: []', ':1:10: "plugins" takes a map of keys, not a list'],
    ['.swarmdrc', 'plugins: { deny: foo }', ':1:18: "plugins.deny" takes a list, not "foo"'],
    ['.swarmdrc', 'plugins: { deny: [{}] }', ':1:19: "plugins.deny[0]" takes a text, not a map'],
    ['.swarmdrc', 'listen: 4242', ':1:9: "listen" takes a text, not 4242'],
    ['.swarmdrc', 'listen: [tcp://a:1, ""]', ':1:21: "listen[1]" takes a text, not ""'],
    [
      '.swarmdrc',
      'socket-mode: 0660',
      ':1:14: "socket-mode" takes the mode of a file as an octal number in quotes ("0660"), not 660',
    ],
    ['.swarmdrc', 'socket-mode: "66"', /^:1:14: "socket-mode" takes the mode of a file .*, not "66"$/],
    ['.swarmdrc', 'shutdown-timeout: 1.5', ':1:19: "shutdown-timeout" takes a whole number from 0 to 86400, not 1.5'],
    ['.swarmdrc', 'isolate: true', ':1:10: "isolate" takes a text, not true'],
    ['.swarmdrc', 'listen:', ':1:8: "listen" takes a text, not nothing'],
    [
      '.swarmdrc',
      'listen: [http://x]',
      ':1:10: "listen[0]": unsupported address "http://x": use tcp://host:port or unix://path',
    ],
  ],
  'an address or its TLS that is written wrong (rows 21, 34)': [
    ['.swarmdrc', 'listen: { addres: x }', ':1:11: "listen": unknown key "addres": did you mean "address"?'],
    ['.swarmdrc', 'listen: [{ tls: true }]', ':1:10: "listen[0]" has no address'],
    [
      '.swarmdrc',
      "listen: { address: 'tls://a', x: 1 }",
      ':1:31: "listen": unknown key "x": an address has address, tls, tlsverify, tlscacert, tlscert, tlskey',
    ],
    ['.swarmdrc', "listen: [{ address: 'tcp://a:x' }]", /^:1:21: "listen\[0\]\.address": invalid address /],
    ['.swarmdrc', "listen: { address: 'tcp://a', tls: 1 }", ':1:36: "listen.tls" takes true or false, not 1'],
    [
      '.swarmdrc',
      "listen: { address: 'tcp://a', tlscert: a.pem }",
      ':1:9: "listen": tlscert requires tls or tlsverify',
    ],
    [
      '.swarmdrc',
      "allow-origin: ['https://*.example']",
      ':1:16: "allow-origin[0]": invalid origin "https://*.example": every web page could be of it',
    ],
  ],
  'a backend that is written wrong (row 34)': [
    ['.swarmdrc', 'backends: forward "x', ':1:11: "backends": an unbalanced quote at column 9 of "forward \\"x"'],
    [
      '.swarmdrc',
      'backends: [[]]',
      `:1:12: "backends[0]": invalid backend: a list is a backend's name and its options: [name, options]`,
    ],
    ['.swarmdrc', 'backends:\n- [debug, quiet]', ':2:11: "backends[0]": options are a map, not "quiet"'],
    ['.swarmdrc', 'backends: [3]', ':1:12: "backends[0]" takes a text, not 3'],
    [
      '.swarmdrc',
      'backends: [{ options: {} }]',
      ':1:12: "backends[0]": invalid backend: the key "backend", its name, is missing',
    ],
    [
      '.swarmdrc',
      'backends: [{ backend: debug, option: {} }]',
      ':1:30: "backends[0]": unknown key "option": did you mean "options"?',
    ],
    [
      '.swarmdrc',
      'backends: [simulator, { names: [a] }]',
      ':1:25: "backends[1]": unknown key "names": a backend has backend, options, isolate',
    ],
    [
      '.swarmdrc',
      'backends: [{ backend: debug, isolate: maybe }]',
      ':1:12: "backends[0]": invalid backend: "isolate" is neither true nor false',
    ],
    ['.swarmdrc', 'backends: [[debug, { quiet: ~ }]]', ':1:29: "backends[0]": the option "quiet" has no value'],
  ],
  'more than a config can be (row 34)': [
    ['.swarmdrc', '['.repeat(1_000_000), ':1:65: nested more than 64 deep'],
    ['.swarmdrc.json', '['.repeat(1_000_000), ':1:66: nested more than 64 deep'],
    ['.swarmdrc', '- '.repeat(500_000), ':1:129: nested more than 64 deep'],
    ['.swarmdrc', 'a: 1\n'.repeat(200_000), /: longer than a config can be, with 50000 tokens$/],
    ['.swarmdrc', 'listen: &a [*a]', ':1:12: nested more than 64 deep'],
    [
      '.swarmdrc',
      ['a', 'b', 'c', 'd', 'e', 'f', 'g']
        .map((key, at, all) => {
          const items = at === 0 ? 'x, '.repeat(9) : `*${all[at - 1]}, `.repeat(9)
          return `${key}: &${key} [${items}]`
        })
        .join('\n'),
      /: more than 10,000 values, with what its aliases repeat$/,
    ],
  ],
  'a module that does not say what it should (row 34)': [
    ['swarmd.config.mjs', 'export const x = 1', ': it has no default export: write "export default { … }"'],
    ['swarmd.config.mjs', 'export default () => ({})', ': its default export is a function: export the object itself'],
    [
      'swarmd.config.mjs',
      'export default Promise.resolve({})',
      ': its default export is a promise: export what it resolves to',
    ],
    ['swarmd.config.mjs', 'export default 3', ': its default export is a number: export an object'],
    ['swarmd.config.cjs', 'module.exports = null', ': its default export is null: export an object'],
    ['.swarmdrc.mjs', '\n  throw new Error("no")', ':2:9: it throws: no'],
    ['.swarmdrc.cjs', 'require("./nosuch")', /^:1:1: it throws: Cannot find module/],
    ['.swarmdrc.mjs', 'export default {\n  listen: [\n}', ": a syntax error: Unexpected token '}'"],
    [
      '.swarmdrc.mjs',
      'export default { listen: () => 1 }',
      ': the default export.listen is a function: a config is plain data',
    ],
    [
      '.swarmdrc.mjs',
      'export default { backends: [new Map()] }',
      ': the default export.backends[0] is a Map: a config is plain data',
    ],
    ['.swarmdrc.mjs', 'const a = []; a.push(a); export default { listen: a }', / is nested more than 64 deep$/],
    ['.swarmdrc.mjs', 'export default { get listen() { throw new Error("no") } }', ': it throws: no'],
    ...(typeScript
      ? []
      : ([
          [
            'swarmd.config.ts',
            'export default {}',
            `: it is TypeScript, which Node.js ${process.versions.node} cannot read: from 22.18 on it can; write it as .js instead`,
          ],
        ] as const)),
  ],
}

describe('a config file that is wrong', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeEach(async () => void (folder = await temporaryFolder()))
  afterEach(() => folder.remove())
  const at = (name: string) => join(folder.path, name)

  /** Reads the config of the folder, and of the daemon that would be started: the sentence, behind the file's name. */
  async function expectSentence(sentence: string | RegExp, file: string, args: readonly string[] = []): Promise<void> {
    const { code, stdout, stderr } = await runSwarmd([...args, 'unix://none.sock'], { cwd: folder.path })
    expect([code, stdout]).to.deep.equal([1, ''])
    expectSaid(stderr.replace(/^swarmd: |\n$/g, ''), sentence, file)
  }

  function expectSaid(said: string, sentence: string | RegExp, file: string): void {
    expect(said.slice(0, file.length)).to.equal(file)
    if (typeof sentence === 'string') expect(said.slice(file.length)).to.equal(sentence)
    else expect(said.slice(file.length)).to.match(sentence)
  }

  for (const [what, cases] of Object.entries(wrong)) {
    describe(what, () => {
      for (const [file, text, sentence] of cases) {
        it(`${file}: ${JSON.stringify(text.toString()).slice(0, 60)}`, async () => {
          await writeFile(at(file), text)
          const thrown: unknown = await loadConfig(folder.path).then(
            () => undefined,
            (reason: unknown) => reason,
          )
          expect(isSwarmError(thrown) && thrown.kind).to.equal('Unavailable')
          expectSaid((thrown as Error).message, sentence, file)
        })
      }

      it('ends a start with exit code 1 and the sentence', async () => {
        const [file, text, sentence] = cases[0]!
        await writeFile(at(file), text)
        await expectSentence(sentence, file)
      })
    })
  }

  describe('what is no regular file is refused before it is opened (row 34)', () => {
    it('a FIFO', async () => {
      const ended = new Promise((resolve) => spawn('mkfifo', [at('.swarmdrc'), at('package.json')]).on('exit', resolve))
      expect(await ended).to.equal(0)
      await expectSentence(': it is a FIFO, not a regular file', 'package.json')
      await expectSentence(': it is a FIFO, not a regular file', '.swarmdrc', ['--config', '.swarmdrc'])
    })

    it('a directory', async () => {
      await mkdir(at('.config/swarmdrc.json'), { recursive: true })
      await expectSentence(': it is a directory, not a regular file', '.config/swarmdrc.json')
      await expectSentence(': it is a directory, not a regular file', '.config', ['--config', '.config'])
    })

    it('a socket', async () => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(at('.swarmdrc'), resolve))
      await expectSentence(': it is a socket, not a regular file', '.swarmdrc')
      await new Promise((resolve) => server.close(resolve))
    })

    it('a device', async () => {
      await symlink('/dev/zero', at('swarmd.config.js'))
      await expectSentence(': it is a device, not a regular file', 'swarmd.config.js')
    })

    it('100 MB, by its size', async () => {
      const file = await open(at('.swarmdrc'), 'w')
      await file.truncate(100_000_000)
      await file.close()
      await expectSentence(': it has 100000000 bytes; a config has at most 1048576', '.swarmdrc')
    })
  })

  it('a module that never settles ends with a sentence after 10 s (row 34)', async function () {
    this.timeout(30_000)
    await writeFile(at('swarmd.config.mjs'), 'await new Promise(() => {}); export default {}')
    await expectSentence(': it has not finished within 10 s: what does it await?', 'swarmd.config.mjs')
  })

  describe('--config', () => {
    it('a file that is not there', async () => {
      await expectSentence(': there is no such config file', 'nosuch.yaml', ['--config', 'nosuch.yaml'])
    })

    it('an extension that no config has', async () => {
      await writeFile(at('swarmd.toml'), 'listen = []')
      const sentence = ': a config ends in .json, .yaml, .yml, .js, .mjs, .cjs, .ts, or in nothing, which is YAML'
      await expectSentence(sentence, 'swarmd.toml', ['--config', 'swarmd.toml'])
    })

    it('a package.json without the key', async () => {
      await writeFile(at('package.json'), '{ "name": "x" }')
      await expectSentence(': it has no key "swarmd"', 'package.json', ['--config', 'package.json'])
    })

    it('together with --no-config', async () => {
      const { code, stderr } = await runSwarmd(['config', '--config', 'x', '--no-config'], { cwd: folder.path })
      expect(stderr).to.equal('swarmd: --config names a file and --no-config reads none: give one of them\n')
      expect(code).to.equal(2)
    })
  })

  it('what core finds wrong in an address or a backend has the place of its key', async () => {
    const said = async (text: string, args: readonly string[]) => {
      await writeFile(at('.swarmdrc'), text)
      const { code, stderr } = await runSwarmd(args, { cwd: folder.path })
      return [code, stderr.replace(/ \((usage|have|\.\/foo).*/g, '')]
    }
    expect(await said('listen: [unix://a.sock, unix://a.sock]', [])).to.deep.equal([
      1,
      'swarmd: .swarmdrc:1:1: duplicate address "unix://a.sock": unix://a.sock is given twice\n',
    ])
    expect(await said('\nbackends: [[simulator, { quite: true }]]', ['unix://a.sock'])).to.deep.equal([
      1,
      'swarmd: .swarmdrc:2:1: the backend "simulator": unknown option "quite"\n',
    ])
    expect(await said('backends: [simulater, { backend: simulator web }]', ['operations'])).to.deep.equal([
      1,
      [
        'swarmd: .swarmdrc:1:1: unknown backend "simulater": did you mean "simulator"?',
        'swarmd: .swarmdrc:1:1: invalid backend name "simulator web": a backend is named foo, @scope/foo, or by the path of its folder',
        '',
      ].join('\n'),
    ])
  })

  it('its folder is shown in full where it is not below the working directory', async () => {
    await mkdir(at('deep'))
    await writeFile(at('.swarmdrc'), 'x: 1')
    await writeFile(at('package.json'), '{}')
    const { stderr } = await runSwarmd(['config'], { cwd: at('deep') })
    expect(stderr).to.match(new RegExp(`^swarmd: ${at('.swarmdrc')}:1:1: unknown key "x"`))
  })
})
