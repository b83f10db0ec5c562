import type { ByteString } from '../byte-string.js'
import type { Proc, Program } from '../kernel/proc.js'
import { undescribed } from './servers/undescribed.js'

/** A language whose programs an image is for. Nothing of it is run. */
interface Language {
  readonly name: string
  /** What asks for the version, and what is said of it. */
  readonly versions: readonly ByteString[]
  readonly version: (env: Proc['env']) => ByteString
  /** What code comes behind. */
  readonly code: readonly ByteString[]
  readonly prompt: ByteString
}

/** Options are read up to the first word that is none: the program, whose options those behind it are. */
const optionsOf = (argv: readonly ByteString[]): readonly ByteString[] => {
  const end = argv.findIndex((word, at) => at > 0 && !word.startsWith('-'))
  return argv.slice(1, end < 0 ? undefined : end)
}

/**
 * Tells its version; refuses code on its command line, of its input, or typed. With a program to run it stays up, as a
 * server would, and accepts where its image says that it listens.
 */
const language =
  ({ name, versions, version, code, prompt }: Language): Program =>
  async (proc) => {
    const [first = ''] = proc.argv
    const options = optionsOf(proc.argv)
    const refuse = async (): Promise<number> => {
      await proc.write(2, `${first}: this engine is a simulator, in which no ${name} is run\n`)
      return 1
    }
    if (options.some((option) => versions.includes(option))) {
      await proc.write(1, `${version(proc.env)}\n`)
      return 0
    }
    if (options.some((option) => code.includes(option))) return refuse()
    if (proc.argv.length > 1 + options.length) return undescribed(proc)
    if (!proc.isTerminal(0)) return (await reads(proc)) ? refuse() : 0
    for (;;) {
      await proc.write(1, prompt)
      const typed = await proc.read(0)
      if (typed === null) return 0
      await refuse()
    }
  }

/** Whether anything comes. */
async function reads(proc: Proc): Promise<boolean> {
  let some = false
  for (;;) {
    const chunk = await proc.read(0)
    if (chunk === null) return some
    some ||= chunk.length > 0
  }
}

export const node = language({
  name: 'JavaScript',
  versions: ['-v', '--version'],
  version: (env) => `v${env.get('NODE_VERSION') ?? ''}`,
  code: ['-e', '--eval', '-p', '--print', '-pe'],
  prompt: '> ',
})

export const python = language({
  name: 'Python',
  versions: ['-V', '--version', '-VV'],
  version: (env) => `Python ${env.get('PYTHON_VERSION') ?? ''}`,
  code: ['-c'],
  prompt: '>>> ',
})

/** Its commands are words: all but `version` would build something. */
export const go: Program = async (proc) => {
  if (proc.argv[1] === 'version') {
    await proc.write(1, `go version go${proc.env.get('GOLANG_VERSION') ?? ''} linux/amd64\n`)
    return 0
  }
  await proc.write(2, 'go: this engine is a simulator, in which no Go is built or run\n')
  return 1
}
