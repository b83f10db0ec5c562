import { fromText, type ByteString } from '../../byte-string.js'
import { fixedEntries, madeDirectory, madeFile, type Maker } from './made.js'
import type { ProcSource } from './source.js'

type Text = (source: ProcSource) => ByteString
type Makers = Readonly<Record<string, Maker<ProcSource>>>

const file =
  (text: Text): Maker<ProcSource> =>
  (path, source) =>
    madeFile({ path, at: source.now(), mode: 0o644 }, () => askedFor(path, source) ?? text(source))

/** What the container was created with instead: `net.core.somaxconn` of `/proc/sys/net/core/somaxconn`. */
function askedFor(path: ByteString, { sysctls = {} }: ProcSource): ByteString | undefined {
  const asked = sysctls[path.slice(path.indexOf('/sys/') + '/sys/'.length).replaceAll('/', '.')]
  return asked === undefined ? undefined : `${fromText(asked)}\n`
}

const value = (text: string | number): Maker<ProcSource> => file(() => `${text}\n`)

const directory =
  (makers: Makers): Maker<ProcSource> =>
  (path, source) =>
    madeDirectory({ path, at: source.now() }, fixedEntries(path, makers, source))

/** Sixteen random bytes as a UUID of version 4. */
export function uuid({ random }: ProcSource): ByteString {
  const bytes = Buffer.from(random(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return `${bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}\n`
}

/** `/proc/sys`: what there is of it, with the values that containers have. */
export const sysctls = directory({
  fs: directory({ 'file-max': value('9223372036854775807'), nr_open: value(1048576) }),
  kernel: directory({
    domainname: value('(none)'),
    hostname: file((source) => `${source.hostname()}\n`),
    ngroups_max: value(65536),
    osrelease: file(({ kernel }) => `${kernel}\n`),
    ostype: value('Linux'),
    overflowgid: value(65534),
    overflowuid: value(65534),
    pid_max: value(4194304),
    random: directory({
      boot_id: value('3f0e8c1a-6c0b-4d5e-9a59-5a1f7d2c4b10'),
      entropy_avail: value(256),
      uuid: file(uuid),
    }),
    shmmax: value('18446744073692774399'),
    'threads-max': value(62384),
    version: value('#1 SMP PREEMPT_DYNAMIC'),
  }),
  net: directory({
    core: directory({ somaxconn: value(4096), rmem_max: value(212992), wmem_max: value(212992) }),
    ipv4: directory({
      ip_forward: value(1),
      ip_local_port_range: value('32768\t60999'),
      ip_unprivileged_port_start: value(0),
      tcp_keepalive_time: value(7200),
      tcp_syncookies: value(1),
    }),
    ipv6: directory({
      conf: directory({ all: directory({ disable_ipv6: value(1) }), default: directory({ disable_ipv6: value(1) }) }),
    }),
  }),
  vm: directory({ max_map_count: value(65530), overcommit_memory: value(0), swappiness: value(60) }),
})
