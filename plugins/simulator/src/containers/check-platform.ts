import type { MakeError } from '../errors.js'
import type { HostConfig } from './container.js'

type Check = (host: HostConfig) => string | false

// What of `HostConfig` the kernel has to do, in moby's order (`daemon/daemon_unix.go`, `verifyPlatformContainerSettings`).
const checks: readonly Check[] = [
  ({ ShmSize = 0 }) => ShmSize < 0 && 'SHM size can not be less than 0',
  ({ OomScoreAdj = 0 }) =>
    Math.abs(OomScoreAdj) > 1000 && `Invalid value ${OomScoreAdj}, range for oom score adj is [-1000, 1000]`,
  ({ Runtime }) =>
    !['', 'runc', 'io.containerd.runc.v2'].includes(Runtime ?? '') && `Unknown runtime specified ${Runtime}`,
  ({ Tmpfs }) => {
    const path = Object.keys(Tmpfs ?? {}).find((one) => !one.startsWith('/'))
    return path !== undefined && `invalid mount path: '${path}' mount path must be absolute`
  },
  ({ CgroupnsMode = '' }) =>
    !['', 'host', 'private'].includes(CgroupnsMode) && `invalid cgroup namespace mode: ${CgroupnsMode}`,
]

/** Throws `InvalidParameter` for what no kernel can do. */
export function checkPlatform(host: HostConfig, error: MakeError): void {
  for (const check of checks) {
    const refusal = check(host)
    if (refusal !== false) throw error('InvalidParameter', refusal)
  }
}
