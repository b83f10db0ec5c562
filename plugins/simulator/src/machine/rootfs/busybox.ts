import type { Instant } from '../../world.js'
import type { FrozenTree } from '../files/node.js'
import { programs } from '../programs/index.js'
import { applets } from './applets.js'
import { ImageBuilder } from './builder.js'
import { group, passwd, shadow } from './accounts.js'

const users = passwd(`
  root:0:0:root:/root:/bin/sh daemon:1:1:daemon:/usr/sbin:/bin/false bin:2:2:bin:/bin:/bin/false
  sys:3:3:sys:/dev:/bin/false sync:4:100:sync:/bin:/bin/sync mail:8:8:mail:/var/spool/mail:/bin/false
  www-data:33:33:www-data:/var/www:/bin/false operator:37:37:Operator:/var:/bin/false
  nobody:65534:65534:nobody:/home:/bin/false
`)

const groups = group(`
  root:0 daemon:1 bin:2 sys:3 adm:4 tty:5 disk:6 lp:7 mail:8 kmem:9 wheel:10:root cdrom:11 dialout:18 floppy:19 video:28
  audio:29 tape:32 www-data:33 operator:37 utmp:43 plugdev:46 staff:50 lock:54 netdev:82 users:100 nobody:65534
`)

/** The official image `busybox`: one binary with a hard link for each applet, all in `/bin`. */
export function busyboxTree(made: Instant): FrozenTree {
  const image = new ImageBuilder(made)
  for (const path of ['/bin', '/dev', '/etc', '/etc/network', '/lib', '/proc', '/sys', '/usr/sbin', '/var/www']) {
    image.directory(path)
  }
  for (const name of ['if-down.d', 'if-post-down.d', 'if-pre-up.d', 'if-up.d']) image.directory(`/etc/network/${name}`)
  image
    .directory('/home', { uid: 65534, gid: 65534 })
    .directory('/root', { mode: 0o700 })
    .directory('/tmp', { mode: 0o1777 })
    .directory('/var/spool/mail', { uid: 8, gid: 8 })
    .symlink('/lib64', 'lib')
    .program('/bin/busybox', 'busybox')
    .symlink('/usr/bin/env', '../../bin/env')
  for (const [, name] of applets)
    if (name !== 'busybox' && programs.has(name)) image.link(`/bin/${name}`, '/bin/busybox')
  return image
    .file('/etc/passwd', users)
    .file('/etc/group', groups)
    .file('/etc/shadow', shadow(users), { mode: 0o600 })
    .file('/etc/nsswitch.conf', nameServices)
    .freeze()
}

const nameServices = `# /etc/nsswitch.conf
passwd: files
group: files
shadow: files
hosts: files dns
networks: files dns
protocols: files
services: files
`
