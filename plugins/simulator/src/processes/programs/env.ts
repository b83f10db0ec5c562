import type { Program, Task } from '../task.js'

/** `env`: lists the environment. */
export const listEnvironment: Program = (task) => {
  const [, ...words] = task.argv
  if (words.length === 0) return list(task)
  task.complain(`the simulated env takes no arguments: ${words.join(' ')}`)
  return 125
}

/** `printenv`, of all or of some. */
export const printEnvironment: Program = (task) => {
  const [, ...words] = task.argv
  if (words.length === 0) return list(task)
  for (const word of words) if (task.env.has(word)) void task.print(`${task.env.get(word)}\n`)
  return words.every((word) => task.env.has(word)) ? 0 : 1
}

function list(task: Task): number {
  void task.print([...task.env].map(([key, value]) => `${key}=${value}\n`).join(''))
  return 0
}
