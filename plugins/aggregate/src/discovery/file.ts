import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { extname } from 'node:path'
import { pause } from './pause.js'
import { readDocument } from './document.js'
import { Known } from './known.js'
import { readLines } from './lines.js'
import { startRounds, type Round } from './rounds.js'
import type { ChildEntry, Source } from './source.js'
import { Trouble } from './trouble.js'

/** How a file is watched, in ms. */
export interface FileTimes {
  /** Between two readings. */
  readonly every: number
  /** How long a change has to stay as it is before it counts: somebody may be writing. */
  readonly settle: number
}

const usual: FileTimes = { every: 1000, settle: 250 }
const mostBytes = 1 << 20

/**
 * A file of children: YAML or JSON where its name ends with `.yaml`, `.yml` or `.json`, and lines otherwise. It is read
 * every second, which sees whatever way it was changed: written over, replaced, or behind a symbolic link that leads
 * elsewhere now; events of the file system do not. A file that is empty, cannot be read, or is not right is a trouble.
 */
export function fileSource(path: string, { every, settle }: FileTimes = usual): Source {
  const isDocument = ['.yaml', '.yml', '.json'].includes(extname(path).toLowerCase())
  const parse = async (text: string): Promise<readonly ChildEntry[]> => {
    if (text.trim() === '') {
      throw new Error(`${path} is empty: write ${isDocument ? '{}' : 'a comment, # none,'} where there are no children`)
    }
    return isDocument ? readDocument(path, text) : readLines(path, text)
  }

  return {
    shown: `file:${path}`,
    watch: (observer) => {
      const known = new Known(observer)
      let last: Content | undefined
      const round = async ({ signal, read }: Round) => {
        let text = await textOf(path)
        for (let before; last !== undefined && text !== last.text && text !== before && !signal.aborted;) {
          before = text
          await pause(settle, signal)
          text = await textOf(path)
        }
        if (text !== last?.text) last = { text, ...(await outcome(parse(text))) }
        if (last.failure !== undefined) throw last.failure
        if (signal.aborted) return every
        known.tell(last.children)
        read()
        return every
      }
      return startRounds({ round, trouble: new Trouble(observer), retry: [every, every] })
    },
  }
}

/** What a file says, or why it says nothing; kept so that the same text is read once. */
type Content = { readonly text: string } & Outcome

type Outcome =
  | { readonly children: readonly ChildEntry[]; readonly failure?: undefined }
  | { readonly children?: undefined; readonly failure: Error }

function outcome(parsed: Promise<readonly ChildEntry[]>): Promise<Outcome> {
  return parsed.then(
    (children) => ({ children }),
    (failure: Error) => ({ failure }),
  )
}

/** What is in a file. It is opened without waiting, as a pipe that nobody writes to would have it. */
async function textOf(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((thrown: NodeJS.ErrnoException) => {
    throw new Error(`cannot read ${path}: ${reasons.get(thrown.code ?? '') ?? thrown.message}`, { cause: thrown })
  })
  try {
    const stats = await file.stat()
    if (!stats.isFile()) throw new Error(`cannot read ${path}: it is no regular file`)
    if (stats.size > mostBytes) throw new Error(`cannot read ${path}: it has more than ${mostBytes} bytes`)
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file'],
  ['ENOTDIR', 'no such file'],
  ['EACCES', 'permission denied'],
  ['ELOOP', 'its symbolic links go round in circles'],
])
