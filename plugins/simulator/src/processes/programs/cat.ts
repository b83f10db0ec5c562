import type { Program, Task } from '../task.js'

/** `cat`: passes its input on as it comes. There are no files but `-` and `/dev/null`. */
export const cat: Program = async (task) => {
  const words = task.argv.slice(1)
  let failed = 0
  for (const word of words.length === 0 ? ['-'] : words) {
    if (word === '-' || word === '/dev/stdin') await passOn(task)
    else if (word.startsWith('-') && word !== '--') {
      task.complain(`invalid option -- '${word[1]}'`)
      return 1
    } else if (word !== '/dev/null' && word !== '--') {
      task.complain(`can't open '${word}': No such file or directory`)
      failed = 1
    }
  }
  return failed
}

/** `tail`: only `-f` of nothing, which stays up, and what is not there. */
export const tail: Program = async (task) => {
  const [follow, files] = [task.argv.includes('-f') || task.argv.includes('-F'), task.argv.slice(1)]
  const missing = files.filter((word) => !word.startsWith('-') && word !== '/dev/null')
  for (const word of missing) task.complain(`can't open '${word}': No such file or directory`)
  if (missing.length > 0 && !files.includes('/dev/null')) task.complain('no files')
  if (missing.length === 0 && follow) await task.rest(Infinity)
  if (files.every((word) => word.startsWith('-'))) task.complain('the simulated tail reads no input')
  return missing.length > 0 || !files.includes('/dev/null') ? 1 : 0
}

async function passOn(task: Task): Promise<void> {
  for (let chunk = await task.read(); chunk !== null; chunk = await task.read()) await task.print(chunk)
}
