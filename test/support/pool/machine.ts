import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { childrenOf } from '../proc.js'
import { until } from '../processes.js'
import { makeLink, type Link } from './link.js'

/** A machine inside this one: processes, network, mounts and a host name of its own. */
export interface Machine {
  readonly hostName: string
  /** Here and in there. It goes with the machine. */
  readonly folder: string
  readonly link: Link
  /** The control group in which all groups of it have to be. */
  readonly controlGroup: string
  /** Words before a program's that have it run in there. */
  readonly inside: readonly string[]
  /** Ends all that runs in there, and removes what it made. */
  readonly close: () => Promise<void>
}

// The first process of a machine. It goes on until its standard input ends: whatever becomes of the test, it hears of
// that. It waits all the while, and so is there for processes that have lost their parents. `/run` and `/etc/docker` are other ones in there, and gone with it.
const firstProcess = `
  set -e
  hostname "$1"
  mount --make-rprivate /
  mount -t tmpfs tmpfs /run
  mkdir -p /etc/docker
  mount --bind "$0/etc" /etc/docker
  ip link set lo up
  echo ready
  set +e
  read -r number
  exec 3<&0
  cat <&3 > /dev/null &
  echo $! > /run/listener
  wait $!
  kill -9 -1
  ip link delete "pool\${number}b"
  for try in 1 2 3 4 5 6 7 8 9 10; do
    awk -v at="$0/" 'index($2, at) == 1 { print $2 }' /proc/self/mounts | sort -r | xargs -r umount -l
    find /sys/fs/cgroup -depth -type d -path "*/swarmd-pool\${number}*" -exec rmdir {} +
    rm -rf "$0" && ! find /sys/fs/cgroup -type d -name "swarmd-pool\${number}" | grep -q . && break
    sleep 0.1
  done
`

const namespaces = ['--net', '--mount', '--uts', '--pid']

/** Starts one. `folder/etc` is its `/etc/docker`. */
export async function startMachine(hostName: string): Promise<Machine> {
  const folder = await mkdtemp(join(tmpdir(), 'pool-'))
  await mkdir(join(folder, 'etc'))
  const words = [...namespaces, '--fork', '--kill-child', '--mount-proc', 'sh', '-c', firstProcess, folder, hostName]
  // In a session of its own: what a terminal interrupts is the test, and that ends it.
  const child = spawn('unshare', words, { stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  child.stdin.on('error', () => undefined)
  let link: Link | undefined
  const close = async () => {
    child.stdin.end()
    await hasEnded(child)
    await link?.remove()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await isReady(child)
    const [pid] = await childrenOf(child.pid!)
    link = await makeLink(pid!)
    child.stdin.write(`${link.number}\n`)
    const inside = ['nsenter', '--target', String(pid), ...namespaces]
    return { hostName, folder, link, controlGroup: `/swarmd-pool${link.number}`, inside, close }
  } catch (thrown) {
    await close()
    throw thrown
  }
}

function isReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let errors = ''
    child.stderr!.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2000)))
    child.stdout!.once('data', () => resolve())
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`no machine: ${errors}`)))
  })
}

async function hasEnded(child: ChildProcess): Promise<void> {
  const isOver = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null
  await until('the machine has ended', isOver).catch(async () => {
    child.kill('SIGKILL')
    await until('the machine is killed', isOver)
  })
}
