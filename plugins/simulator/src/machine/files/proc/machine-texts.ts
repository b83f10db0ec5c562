import type { ByteString } from '../../byte-string.js'
import { bootOf } from './process-texts.js'
import type { ProcSource } from './source.js'

const second = 1_000_000

const flags =
  'fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 ht syscall nx lm'

/** `/proc/cpuinfo`, of machines that are made up. */
export const cpuinfo = ({ cpus }: ProcSource): ByteString =>
  Array.from({ length: cpus }, (_, at) => {
    const rows: readonly (readonly [string, string | number])[] = [
      ['processor', at],
      ['vendor_id', 'GenuineIntel'],
      ['cpu family', 6],
      ['model', 85],
      ['model name', 'Simulated CPU @ 2.00GHz'],
      ['stepping', 3],
      ['cpu MHz', '2000.000'],
      ['cache size', '39424 KB'],
      ['physical id', 0],
      ['siblings', cpus],
      ['core id', at],
      ['cpu cores', cpus],
      ['apicid', at],
      ['fpu', 'yes'],
      ['cpuid level', 13],
      ['wp', 'yes'],
      ['flags', flags],
      ['bogomips', '4000.00'],
      ['clflush size', 64],
      ['address sizes', '46 bits physical, 48 bits virtual'],
    ]
    const lines = rows.map(([name, value]) => `${name}${name.length < 8 ? '\t\t' : '\t'}: ${value}\n`)
    return `${lines.join('')}power management:\n\n`
  }).join('')

/** `/proc/meminfo`: a machine that has most of its memory free. */
export function meminfo({ memory }: ProcSource): ByteString {
  const total = Math.floor(memory / 1024)
  const part = (share: number): number => Math.floor(total * share)
  const rows: readonly (readonly [string, number])[] = [
    ['MemTotal', total],
    ['MemFree', part(0.7)],
    ['MemAvailable', part(0.85)],
    ['Buffers', part(0.01)],
    ['Cached', part(0.16)],
    ['SwapCached', 0],
    ['Active', part(0.1)],
    ['Inactive', part(0.12)],
    ['SwapTotal', 0],
    ['SwapFree', 0],
    ['Dirty', 0],
    ['Writeback', 0],
    ['AnonPages', part(0.05)],
    ['Mapped', part(0.02)],
    ['Shmem', part(0.001)],
    ['Slab', part(0.02)],
    ['SReclaimable', part(0.015)],
    ['SUnreclaim', part(0.005)],
    ['CommitLimit', part(0.5)],
    ['Committed_AS', part(0.1)],
  ]
  return rows.map(([name, kilobytes]) => `${`${name}:`.padEnd(16)}${String(kilobytes).padStart(8)} kB\n`).join('')
}

/** Seconds that the machine is up, and those that its CPUs were idle. */
export function uptime(source: ProcSource): ByteString {
  const up = (source.now() - bootOf(source)) / second
  return `${up.toFixed(2)} ${(up * source.cpus * 0.97).toFixed(2)}\n`
}

export function loadavg(source: ProcSource): ByteString {
  const processes = source.processes()
  const running = processes.filter(({ state }) => state === 'R').length
  const newest = processes.reduce((most, { pid }) => Math.max(most, pid), 0)
  return `0.00 0.01 0.05 ${running}/${processes.length} ${newest}\n`
}

/** `/proc/stat`: what its processes used is the time that was used. */
export function stat(source: ProcSource): ByteString {
  const processes = source.processes()
  const up = Math.floor((source.now() - bootOf(source)) / 10_000)
  const used = Math.floor(processes.reduce((sum, process) => sum + process.used, 0) / 10_000)
  const cpu = (name: string, share: number): string => {
    const user = Math.floor(used / share)
    const all = Math.floor((up * source.cpus) / share)
    return `${name} ${user} 0 ${Math.floor(user / 4)} ${Math.max(0, all - user)} 0 0 0 0 0 0\n`
  }
  const each = Array.from({ length: source.cpus }, (_, at) => cpu(`cpu${at}`, source.cpus))
  const running = processes.filter(({ state }) => state === 'R').length
  const booted = Math.floor(bootOf(source) / second)
  const counts = `ctxt ${up}\nbtime ${booted}\nprocesses ${processes.length}\nprocs_running ${running}\nprocs_blocked 0\n`
  return `${cpu('cpu ', 1)}${each.join('')}intr 0\n${counts}`
}

export const versionOf = ({ kernel }: ProcSource): ByteString =>
  `Linux version ${kernel} (libswarm@simulator) (gcc 12.2.0) #1 SMP PREEMPT_DYNAMIC\n`

export const filesystems = ['sysfs', 'tmpfs', 'proc', 'cgroup2', 'devpts', 'mqueue', 'overlay']
  .map((name) => `nodev\t${name}\n`)
  .join('')
  .concat('\text4\n')
