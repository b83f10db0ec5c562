import { fromBytes } from '../../../byte-string.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { portOf, optionOf } from '../quiet/option.js'
import { accepts } from './accepts.js'

const longest = 65_536

/** The first of what is given to it as its input. */
async function inputOf(proc: Proc): Promise<string> {
  let text = ''
  while (text.length < longest) {
    const chunk = await proc.read(0)
    if (chunk === null) break
    text += fromBytes(chunk)
  }
  return text
}

/** Where the address of its command line leads: `mongodb://name:port/db`, `name:port/db`. */
function addressOf(argv: readonly string[]): { readonly host: string; readonly port: number } {
  const uri = argv.slice(1).find((word, at) => !word.startsWith('-') && !argv[at]?.startsWith('--'))
  const [, named, numbered] = /^(?:mongodb:\/\/(?:[^@/]*@)?)?([\w.-]+)(?::(\d+))?(?:\/.*)?$/.exec(uri ?? '') ?? []
  const isAddress = uri !== undefined && /[:/]/.test(uri)
  const host = optionOf(argv, '--host') ?? (isAddress ? named : undefined) ?? '127.0.0.1'
  return { host, port: portOf(argv, Number(numbered ?? 27_017), '--port') }
}

/** `mongosh`, for the pings of health checks: `--eval`, or its input, that asks for one. */
export const mongosh: Program = async (proc) => {
  const { argv } = proc
  const asked = optionOf(argv, '--eval') ?? (await inputOf(proc))
  const { host, port } = addressOf(argv)
  const ready = await accepts(proc, host, port)
  if (ready !== true) {
    const why = ready === 'unknown host' ? `getaddrinfo ENOTFOUND ${host}` : `connect ${ready} ${host}:${port}`
    await proc.write(2, `MongoNetworkError: ${why}\n`)
    return 1
  }
  if (!/\bping\b/.test(asked)) {
    await proc.write(2, 'mongosh: the simulator answers pings alone\n')
    return 1
  }
  await proc.write(1, /\.ok\b/.test(asked) ? '1\n' : '{ ok: 1 }\n')
  return 0
}
