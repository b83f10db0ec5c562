// Runs the checks that are named by what they are about, against the engine of the environment, and writes what came of
// each as a line of JSON.
import { getContainerRuntimeClient } from 'testcontainers'
import type { Outcome } from './run.js'
import { tables } from './tables.js'

/** How many are run at a time, and how long each of them may take, in ms. */
const width = 4
const limit = 60_000

// Testcontainers lets the process end while it follows logs.
const open = setInterval(() => undefined, limit)
const left = process.argv.slice(2).flatMap((about) => Object.entries(tables[about] ?? {}))
await getContainerRuntimeClient()
await Promise.all(Array.from({ length: width }, work))
clearInterval(open)

async function work(): Promise<void> {
  for (let next = left.shift(); next !== undefined; next = left.shift()) {
    const [title, check] = next
    const outcome: Outcome = await Promise.race([check(), tooLong()]).then(
      () => ({ title }),
      (thrown: Error) => ({ title, failure: thrown.stack ?? String(thrown) }),
    )
    console.log(JSON.stringify(outcome))
  }
}

function tooLong(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(`it took more than ${limit} ms`)), limit).unref()
  })
}
