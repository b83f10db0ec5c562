import type { Instant } from '../../world.js'
import type { FrozenTree } from '../files/node.js'
import { group, passwd, shadow } from './accounts.js'
import { programs } from '../programs/index.js'
import { applets } from './applets.js'
import { ImageBuilder } from './builder.js'

export const alpineUsers = passwd(`
  root:0:0:root:/root:/bin/sh bin:1:1:bin:/bin:/sbin/nologin daemon:2:2:daemon:/sbin:/sbin/nologin
  lp:4:7:lp:/var/spool/lpd:/sbin/nologin sync:5:0:sync:/sbin:/bin/sync shutdown:6:0:shutdown:/sbin:/sbin/shutdown
  halt:7:0:halt:/sbin:/sbin/halt mail:8:12:mail:/var/mail:/sbin/nologin news:9:13:news:/usr/lib/news:/sbin/nologin
  uucp:10:14:uucp:/var/spool/uucppublic:/sbin/nologin cron:16:16:cron:/var/spool/cron:/sbin/nologin
  ftp:21:21::/var/lib/ftp:/sbin/nologin sshd:22:22:sshd:/dev/null:/sbin/nologin games:35:35:games:/usr/games:/sbin/nologin
  ntp:123:123:NTP:/var/empty:/sbin/nologin guest:405:100:guest:/dev/null:/sbin/nologin nobody:65534:65534:nobody:/:/sbin/nologin
`)

export const alpineGroups = group(`
  root:0:root bin:1:root,bin,daemon daemon:2:root,bin,daemon sys:3:root,bin adm:4:root,daemon tty:5 disk:6:root lp:7:lp kmem:9
  wheel:10:root floppy:11:root mail:12:mail news:13:news uucp:14:uucp cron:16:cron audio:18 cdrom:19 dialout:20:root ftp:21
  sshd:22 input:23 tape:26:root video:27:root netdev:28 kvm:34:kvm games:35 shadow:42 www-data:82 users:100:games ntp:123
  abuild:300 utmp:406 ping:999 nogroup:65533 nobody:65534
`)

const directories = `
  /dev /etc/apk/keys /etc/conf.d /etc/crontabs /etc/init.d /etc/logrotate.d /etc/modprobe.d /etc/network /etc/opt
  /etc/periodic/15min /etc/periodic/daily /etc/periodic/hourly /etc/periodic/monthly /etc/periodic/weekly /etc/profile.d
  /etc/ssl/certs /home /lib/apk/db /media/cdrom /media/floppy /media/usb /mnt /opt /proc /run/lock /sbin /srv /sys
  /usr/lib /usr/local/bin /usr/local/lib /usr/local/share /usr/sbin /usr/share/misc /var/cache/apk /var/cache/misc
  /var/lib/apk /var/lib/misc /var/local /var/log /var/opt /var/spool/cron
`

/** What its busybox has not: it is in the package `busybox-extras`. */
const extras = new Set(['ftpget', 'ftpput', 'httpd', 'telnet', 'telnetd', 'tftp'])

/** The official image `alpine`, of a release such as `3.22.0`: applets are symlinks to busybox. */
export function alpineTree(made: Instant, release: string): FrozenTree {
  const image = new ImageBuilder(made)
  for (const path of directories.trim().split(/\s+/)) image.directory(path)
  image
    .directory('/root', { mode: 0o700 })
    .directory('/tmp', { mode: 0o1777 })
    .directory('/var/empty', { mode: 0o555 })
    .directory('/var/mail')
    .directory('/var/tmp', { mode: 0o1777 })
    .symlink('/var/lock', '../run/lock')
    .symlink('/var/run', '../run')
    .program('/bin/busybox', 'busybox')
    .program('/usr/bin/getent', 'busybox', 'getent')
  for (const [directory, name] of applets) {
    if (name !== 'busybox' && !extras.has(name) && programs.has(name))
      image.symlink(`${directory}/${name}`, '/bin/busybox')
  }
  return texts(image, release).freeze()
}

function texts(image: ImageBuilder, release: string): ImageBuilder {
  const branch = release.split('.').slice(0, 2).join('.')
  return image
    .file('/etc/alpine-release', `${release}\n`)
    .file('/usr/lib/os-release', osRelease(release, branch))
    .symlink('/etc/os-release', '../usr/lib/os-release')
    .file('/etc/apk/arch', 'x86_64\n')
    .file('/etc/apk/world', 'alpine-baselayout\nalpine-keys\napk-tools\nbusybox\nlibc-utils\n')
    .file('/lib/apk/db/installed', '')
    .file('/etc/passwd', alpineUsers)
    .file('/etc/group', alpineGroups)
    .file('/etc/shadow', shadow(alpineUsers), { mode: 0o640, gid: 42 })
    .file('/etc/shells', '# valid login shells\n/bin/sh\n/bin/ash\n')
    .file('/etc/issue', `Welcome to Alpine Linux ${branch}\nKernel \\r on an \\m (\\l)\n\n`)
    .file('/etc/motd', 'Welcome to Alpine!\n')
    .file(
      '/etc/fstab',
      '/dev/cdrom\t/media/cdrom\tiso9660\tnoauto,ro 0 0\n/dev/usbdisk\t/media/usb\tvfat\tnoauto\t0 0\n',
    )
    .file('/etc/nsswitch.conf', 'hosts: files dns\n')
    .file('/etc/profile', profile)
}

const osRelease = (release: string, branch: string): string => `NAME="Alpine Linux"
ID=alpine
VERSION_ID=${release}
PRETTY_NAME="Alpine Linux v${branch}"
HOME_URL="https://alpinelinux.org/"
BUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"
`

const profile = `export PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export PAGER=less
umask 022
export PS1='\\h:\\w\\$ '
`
