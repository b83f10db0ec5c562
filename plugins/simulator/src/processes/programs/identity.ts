import { isRoot } from '../environment.js'
import type { Program, Task } from '../task.js'

/** What a user without a number is taken for, as there is no passwd file. */
const firstUser = '1000'

/** `id`, with `-u`, `-g` and `-n`. */
export const id: Program = (task) => {
  const { user, uid, gid } = whoOf(task)
  const [, option] = task.argv
  const named = (number: string, name: string): string => (name === number ? number : `${number}(${name})`)
  if (option === undefined) {
    const group = named(gid, gid === '0' ? 'root' : gid)
    void task.print(`uid=${named(uid, user)} gid=${group} groups=${group}\n`)
  } else if (option === '-u' || option === '-g') void task.print(`${option === '-u' ? uid : gid}\n`)
  else if (option === '-un') void task.print(`${user}\n`)
  else {
    task.complain(option.startsWith('-') ? `invalid option -- '${option.slice(1)}'` : `unknown user ${option}`)
    return 1
  }
  return 0
}

/** `whoami`. */
export const whoami: Program = (task) => {
  const { user, uid } = whoOf(task)
  if (user !== uid) {
    void task.print(`${user}\n`)
    return 0
  }
  task.complain(`unknown uid ${uid}`)
  return 1
}

function whoOf({ user: asked }: Task): { user: string; uid: string; gid: string } {
  const [name = '', group] = asked.split(':')
  const root = isRoot(asked)
  const number = /^\d+$/.test(name) ? name : firstUser
  const gid = group === 'root' ? '0' : (group ?? (root || /^\d+$/.test(name) ? '0' : firstUser))
  return { user: root ? 'root' : name, uid: root ? '0' : number, gid }
}
