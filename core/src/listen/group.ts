import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'

/** The group that Docker's clients are put into. */
export const dockerGroup = 'docker'

// A directory service that does not answer is not waited for.
const patience = 5000

/**
 * The number of a group, by its name as this machine knows it, or by the number itself. Undefined where there is none.
 * Node has no call for it: `/etc/group` is read, then `getent` is asked, which knows of groups that are elsewhere.
 */
export async function findGroup(name: string): Promise<number | undefined> {
  const listed = gidIn(await readFile('/etc/group', 'utf8').catch(() => ''), name)
  return listed ?? gidIn(await getent(name), name) ?? numberOf(name)
}

/** The number of a group in lines of group(5). */
function gidIn(lines: string, name: string): number | undefined {
  const groups = lines.split('\n').map((line) => line.split(':'))
  return numberOf(groups.find(([one]) => one === name)?.[2] ?? '')
}

function getent(name: string): Promise<string> {
  // No name of a group begins so; to getent it would be an option.
  if (name.startsWith('-')) return Promise.resolve('')
  return new Promise((resolve) => {
    execFile('getent', ['group', name], { timeout: patience }, (_, stdout) => resolve(stdout))
  })
}

// The last number is the one that stands for "no change".
const mostGid = 0xffff_fffe

function numberOf(text: string): number | undefined {
  return /^\d{1,10}$/.test(text) && Number(text) <= mostGid ? Number(text) : undefined
}
