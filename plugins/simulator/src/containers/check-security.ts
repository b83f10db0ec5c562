import type { MakeError } from '../errors.js'
import type { HostConfig } from './container.js'

const known = ['label', 'apparmor', 'seccomp', 'no-new-privileges']

/** Throws `InvalidParameter` for a security option that Docker does not have (`daemon/daemon_unix.go`). */
export function checkSecurity({ SecurityOpt }: HostConfig, error: MakeError): void {
  for (const option of SecurityOpt ?? []) {
    if (option === 'no-new-privileges' || option === 'disable') continue
    const at = option.search(/[=:]/)
    if (at < 0) throw error('InvalidParameter', `invalid --security-opt 1: "${option}"`)
    const [key, value] = [option.slice(0, at), option.slice(at + 1)]
    const isGood = key === 'no-new-privileges' ? /^(1|0|[tTfF]|true|false|True|False|TRUE|FALSE)$/.test(value) : true
    if (!known.includes(key) || !isGood) throw error('InvalidParameter', `invalid --security-opt 2: "${option}"`)
  }
}

/** The security options, with what namespaces of the host do to labels. */
export function securityOptions({ SecurityOpt, Privileged, IpcMode, PidMode }: HostConfig): string[] | null {
  const unlabelled = Privileged === true || IpcMode === 'host' || PidMode === 'host'
  return unlabelled ? [...(SecurityOpt ?? []), 'label=disable'] : (SecurityOpt ?? null)
}
