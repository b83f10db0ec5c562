import { readdir, readFile, readlink } from 'node:fs/promises'

/** The resident memory of a process, in MiB. */
export async function memory(pid: number): Promise<number> {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

/** How many descriptors a process has open. */
export async function openDescriptors(pid: number): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`)).length
}

/** How many connections are open to a Unix socket, by its path, of clients in the network namespace of this process. */
export async function connectionsTo(socketPath: string): Promise<number> {
  // The columns: what is listening is in state 01, the end of a connection that it has taken in 03.
  const rows = (await readFile('/proc/net/unix', 'utf8')).split('\n').map((line) => line.trim().split(/ +/))
  return rows.filter(([, , , , , state, , path]) => state === '03' && path === socketPath).length
}

/** The processes that a process has started and that run. */
export async function childrenOf(pid: number): Promise<readonly number[]> {
  const listed = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return listed.split(' ').flatMap((child) => (child === '' ? [] : [Number(child)]))
}

/** Whether a process is there. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** How many descriptors a process may have open. */
export async function mostDescriptors(pid: number): Promise<number> {
  const [, soft] = /^Max open files\s+(\d+)/m.exec(await readFile(`/proc/${pid}/limits`, 'utf8')) ?? []
  return soft === undefined ? Infinity : Number(soft)
}

/** The processes that share the mounts of a process, which has some of its own, and all that these have started. */
export async function householdOf(pid: number): Promise<readonly number[]> {
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    const stat = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '') : ''
    const [, parent] = /\) \S (\d+)/.exec(stat.slice(stat.lastIndexOf(')'))) ?? []
    if (parent !== undefined) parents.set(Number(name), Number(parent))
  }
  const mountsOf = (own: number) => readlink(`/proc/${own}/ns/mnt`).catch(() => undefined)
  const mounts = await mountsOf(pid)
  if (mounts === undefined || mounts === (await mountsOf(process.pid))) return []
  const household = new Set<number>()
  for (const own of parents.keys()) if ((await mountsOf(own)) === mounts) household.add(own)
  for (let before = -1; before !== household.size;) {
    before = household.size
    for (const [own, parent] of parents) if (household.has(parent)) household.add(own)
  }
  return [...household]
}
