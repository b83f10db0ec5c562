import type { ByteString } from '../../byte-string.js'
import type { Handle } from '../node.js'
import type { Tree } from '../tree.js'
import { fixedEntries, madeDirectory, madeFile, type Maker } from './made.js'
import { sealedTree } from './proc-tree.js'
import type { CgroupUse, ProcSource } from './source.js'

const names = ['block', 'bus', 'class', 'dev', 'devices', 'firmware', 'hypervisor', 'kernel', 'module', 'power']

type Makers = Readonly<Record<string, Maker<ProcSource>>>

const directory =
  (makers: Makers): Maker<ProcSource> =>
  (path, source) =>
    madeDirectory({ path, at: source.bootedAt, mode: 0o755 }, fixedEntries(path, makers, source))

/** How long a period of `cpu.max` is, in microseconds, as Docker sets it. */
const period = 100_000

const orMax = (limit: number | undefined): ByteString => `${limit ?? 'max'}\n`

const nothing: CgroupUse = { cpu: 0, memory: 0 }
const usedBy = (source: ProcSource): CgroupUse => source.used?.() ?? nothing

const cpuMax = (cpus: number | undefined): ByteString =>
  `${cpus === undefined ? 'max' : Math.round(cpus * period)} ${period}\n`

const texts: Readonly<Record<string, (source: ProcSource) => ByteString>> = {
  'cgroup.controllers': () => 'cpuset cpu io memory pids\n',
  'cgroup.procs': (source) =>
    source
      .processes()
      .map(({ pid }) => `${pid}\n`)
      .join(''),
  'cgroup.type': () => 'domain\n',
  'cpu.max': (source) => cpuMax(source.limits?.().cpus),
  'cpu.stat': (source) => `usage_usec ${usedBy(source).cpu}\nuser_usec ${usedBy(source).cpu}\nsystem_usec 0\n`,
  'memory.current': (source) => `${usedBy(source).memory}\n`,
  'memory.max': (source) => orMax(source.limits?.().memory),
  'memory.swap.max': (source) => orMax(source.limits?.().memory),
  'pids.current': (source) => `${source.processes().length}\n`,
  'pids.max': (source) => orMax(source.limits?.().processes),
}

const cgroupMakers: Makers = Object.fromEntries(
  Object.entries(texts).map(([name, text]): [string, Maker<ProcSource>] => [
    name,
    (path, source) => madeFile({ path, at: source.bootedAt }, () => text(source)),
  ]),
)

/** `/sys/fs/cgroup` (Linux' admin-guide/cgroup-v2). */
export const cgroupDirectory = (source: ProcSource, path: ByteString): Handle =>
  madeDirectory({ path, at: source.bootedAt }, fixedEntries(path, cgroupMakers, source))

const sysRoot = directory({
  ...Object.fromEntries(names.map((name) => [name, directory({})])),
  fs: directory({ cgroup: (path, source) => cgroupDirectory(source, path) }),
})

/** `/sys` of a container: hardly more than its cgroup (version 2), which programs look at for their limits. */
export const sysTree = (source: ProcSource): Tree => sealedTree(sysRoot('', source), () => source.now())
