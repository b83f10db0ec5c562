import { Errno } from '../dist/machine/errno.js'
import type { Ended, Proc, Program } from '../dist/machine/kernel/proc.js'

interface Command {
  readonly words: string[]
  readonly input?: string
  readonly output?: string
}

/** Pipelines with quotes, `<` and `>`, joined by `;`: what the table of lines needs of a shell. */
export const microShell: Program = async (proc) => {
  let code = 0
  for (const line of splitAt(tokens(proc.argv[2] ?? ''), ';')) {
    const { words } = commandOf(line)
    if (words[0] === 'exit') return Number(words[1] ?? code)
    code = await runPipeline(proc, splitAt(line, '|'))
  }
  return code
}

type Token = { readonly word: string } | { readonly operator: string }

function tokens(line: string): Token[] {
  const found: Token[] = []
  const pattern = /\s*(?:([|;<>])|((?:'[^']*'|"(?:\\.|[^"])*"|\\.|[^\s'"|;<>\\])+))/gs
  for (const [, operator, word] of line.matchAll(pattern)) {
    found.push(operator === undefined ? { word: unquoted(word!) } : { operator })
  }
  return found
}

const unquoted = (word: string): string =>
  word.replace(/'([^']*)'|"((?:\\.|[^"])*)"|\\(.)/gs, (_, plain?: string, double?: string, escaped?: string) =>
    double === undefined ? (plain ?? escaped ?? '') : double.replace(/\\([\\"$`])/g, '$1'),
  )

function splitAt(list: readonly Token[], operator: string): Token[][] {
  const parts: Token[][] = [[]]
  for (const token of list) {
    if ('operator' in token && token.operator === operator) parts.push([])
    else parts.at(-1)!.push(token)
  }
  return parts.filter((part) => part.length > 0)
}

function commandOf(list: readonly Token[]): Command {
  const words: string[] = []
  const files: Record<string, string> = {}
  for (let index = 0; index < list.length; index++) {
    const token = list[index]!
    if ('word' in token) words.push(token.word)
    else {
      const next = list[++index]
      if (next !== undefined && 'word' in next) files[token.operator] = next.word
    }
  }
  return { words, ...(files['<'] && { input: files['<'] }), ...(files['>'] && { output: files['>'] }) }
}

async function runPipeline(proc: Proc, parts: readonly Token[][]): Promise<number> {
  const children: number[] = []
  let input = proc.dup(0)
  for (const [index, part] of parts.entries()) {
    const [next, output] = index < parts.length - 1 ? proc.pipe() : [undefined, proc.dup(1)]
    children.push(await start(proc, commandOf(part), input, output))
    proc.close(input)
    proc.close(output)
    input = next ?? -1
  }
  let code = 0
  for (const pid of children) code = codeOf((await proc.wait(pid))!)
  return code
}

const codeOf = (ended: Ended): number => ('code' in ended ? ended.code : 128 + ended.signal)

async function start(proc: Proc, { words, input, output }: Command, from: number, to: number): Promise<number> {
  const read = input === undefined ? proc.dup(from) : await proc.open(input, { read: true })
  const write =
    output === undefined ? proc.dup(to) : await proc.open(output, { write: true, create: true, truncate: true })
  const descriptors = new Map([
    [0, read],
    [1, write],
    [2, 2],
  ])
  try {
    return proc.spawn(`/bin/${words[0]}`, words, { descriptors })
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    await proc.write(2, `sh: ${words[0]}: not found\n`)
    return proc.fork(() => 127)
  } finally {
    proc.close(read)
    proc.close(write)
  }
}
