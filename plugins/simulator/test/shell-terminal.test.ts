import { expect } from 'chai'
import { begin, shellNames, type ShellName } from './shell-support.js'

/** A shell at a terminal, that is typed at. */
class Session {
  shown = ''
  readonly #begun
  #seen = 0

  constructor(shell: ShellName) {
    this.#begun = begin(shell, { argv: [shellNames[shell]], screen: (text) => (this.shown += text) })
  }

  /** Ends all that runs there. */
  end(): void {
    this.#begun.kernel.get(1)?.die(9)
  }

  get code(): Promise<number> {
    return this.#begun.code
  }

  /** Types, and waits for what is to be shown then. */
  async type(keys: string, shown: string): Promise<void> {
    await this.#begun.terminal!.type(Buffer.from(keys))
    await this.until(shown)
  }

  /** Waits until a program runs: a key would be for the shell before. */
  async runs(name: string): Promise<void> {
    const isThere = (): boolean => this.#begun.kernel.processes().some(({ argv }) => argv[0] === name)
    for (let round = 0; round < 2000 && !isThere(); round++) await new Promise((resolve) => setTimeout(resolve, 1))
    expect(isThere(), `${name} runs`).to.equal(true)
  }

  async until(shown: string): Promise<void> {
    const wanted = shown.replaceAll('\n', '\r\n')
    for (let round = 0; round < 2000; round++) {
      if (this.shown.slice(this.#seen) === wanted) {
        this.#seen = this.shown.length
        return
      }
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    expect(this.shown.slice(this.#seen).replaceAll('\r\n', '\n')).to.equal(shown)
  }
}

const sessions: Session[] = []
const open = (shell: ShellName): Session => {
  const session = new Session(shell)
  sessions.push(session)
  return session
}

const [interrupt, end] = ['\x03', '\x04']
const prompts: Readonly<Record<ShellName, string>> = { ash: '/tmp/t # ', bash: 'bash-5.2# ', dash: '# ' }

describe('shells at a terminal', () => {
  afterEach(() => {
    for (const session of sessions.splice(0)) session.end()
  })

  for (const shell of Object.keys(shellNames) as ShellName[]) {
    const prompt = prompts[shell]
    it(`${shell} asks for commands, and for more where one is not whole`, async () => {
      const session = open(shell)
      await session.until(prompt)
      await session.type('echo hi\n', `echo hi\nhi\n${prompt}`)
      await session.type('if true\n', 'if true\n> ')
      await session.type('then echo yes; fi\n', `then echo yes; fi\nyes\n${prompt}`)
      await session.type('cat <<E\n', 'cat <<E\n> ')
      await session.type('text\n', 'text\n> ')
      await session.type('E\n', `E\ntext\n${prompt}`)
      await session.type("echo 'a\n", "echo 'a\n> ")
      await session.type("b'\n", `b'\na\nb\n${prompt}`)
      await session.type('exit 3\n', shell === 'bash' ? 'exit 3\nexit\n' : 'exit 3\n')
      expect(await session.code).to.equal(3)
    })

    it(`${shell} is not ended by keys that end what it runs`, async () => {
      const session = open(shell)
      await session.until(prompt)
      await session.type('sleep 100\n', 'sleep 100\n')
      await session.runs('sleep')
      await session.type(interrupt, `^C\n${prompt}`)
      await session.type('echo $?\n', `echo $?\n130\n${prompt}`)
      await session.type('while :; do :; done\n', 'while :; do :; done\n')
      await session.type(interrupt, `^C\n${prompt}`)
      await session.type('not yet', 'not yet')
      await session.type(interrupt, `^C\n${prompt}`)
      await session.type('sleep 100 | cat\n', 'sleep 100 | cat\n')
      await session.runs('sleep')
      await session.runs('cat')
      await session.type(interrupt, `^C\n${prompt}`)
      await session.type(end, shell === 'bash' ? 'exit\n' : '\n')
      expect(await session.code).to.equal(130)
    })

    it(`${shell} goes on after a mistake, and leaves the terminal to programs that read it`, async () => {
      const session = open(shell)
      const nothing = { ash: 'sh: nosuch: not found', bash: 'bash: nosuch: command not found', dash: 'dash: 1: nosuch: not found' } // prettier-ignore
      await session.until(prompt)
      if (shell === 'dash') await session.type('echo a\n', `echo a\na\n${prompt}`)
      else await session.type('nosuch\n', `nosuch\n${nothing[shell]}\n${prompt}`)
      await session.type('cat\n', 'cat\n')
      await session.type('line\n', 'line\nline\n')
      await session.type(end, prompt)
      await session.type('read x\n', 'read x\n')
      await session.type('value\n', `value\n${prompt}`)
      await session.type('echo "<$x>"\n', `echo "<$x>"\n<value>\n${prompt}`)
    })
  }

  it('tells of jobs that are done', async () => {
    const session = open('ash')
    await session.until(prompts.ash)
    await session.type('true &\n', `true &\n${prompts.ash}`)
    await session.type('\n', `\n[1]+  Done                       true\n${prompts.ash}`)
  })
})
