import { createInterface } from 'node:readline/promises'
import { readNames, type Names } from './names.js'
import { Refusal } from './refusal.js'

/** Both directions of a terminal. */
export interface Terminal {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
}

/** Whether somebody is there to answer. */
export function isAttended({ input, output }: Terminal): boolean {
  return input.isTTY && output.isTTY
}

/** Asks for a name until it is one. Throws a `Refusal` when the answer is Ctrl-C, or Ctrl-D. */
export async function askNames({ input, output }: Terminal): Promise<Names> {
  const lines = createInterface({ input, output })
  const leaving = new AbortController()
  // A question that is open when the input ends would never be settled.
  lines.once('SIGINT', () => leaving.abort(new Refusal(130, '\nnothing was made')))
  lines.once('close', () => leaving.abort(new Refusal(1, '\nno name was given, nothing was made')))
  const question = 'Name of the backend (foo makes libswarm-backend-foo): '
  try {
    for (;;) {
      const names = namesOf((await lines.question(question, { signal: leaving.signal })).trim())
      if (!(names instanceof Refusal)) return names
      output.write(`${names.message}\n`)
    }
  } catch (thrown) {
    throw leaving.signal.aborted ? leaving.signal.reason : thrown
  } finally {
    lines.close()
  }
}

function namesOf(text: string): Names | Refusal {
  try {
    return readNames(text)
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown
    throw thrown
  }
}
