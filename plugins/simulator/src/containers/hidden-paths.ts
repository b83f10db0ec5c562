import { isOlder } from '../api-version.js'
import type { HostConfig } from './container.js'

// What is hidden of /proc and /sys unless it is told otherwise (moby `oci/defaults.go`), with the first API version
// whose engines hide it where not all do.
const masked: readonly (readonly [path: string, since?: string])[] = [
  ['/proc/asound'],
  ['/proc/acpi'],
  ['/proc/interrupts', '1.50'],
  ['/proc/kcore'],
  ['/proc/keys'],
  ['/proc/latency_stats'],
  ['/proc/timer_list'],
  ['/proc/timer_stats'],
  ['/proc/sched_debug'],
  ['/proc/scsi'],
  ['/sys/firmware'],
  ['/sys/devices/virtual/powercap', '1.43'],
]
const readonly = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger']

/** A `HostConfig` with what an engine hides of the machine where the client leaves it open; nothing of a privileged one. */
export function withHiddenPaths(host: HostConfig, newest: string): HostConfig {
  if (host.Privileged === true) return host
  const hidden = masked.filter(([, since]) => since === undefined || !isOlder(newest, since)).map(([path]) => path)
  return { ...host, MaskedPaths: host.MaskedPaths ?? hidden, ReadonlyPaths: host.ReadonlyPaths ?? readonly }
}
