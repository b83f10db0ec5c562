import type { Instant } from '../../world.js'
import type { FrozenTree } from '../files/node.js'
import { group, passwd, shadow } from './accounts.js'
import { ImageBuilder } from './builder.js'
import { programs } from '../programs/index.js'
import { debianLinks, debianPrograms, setUserId } from './debian-programs.js'

export const debianUsers = passwd(`
  root:0:0:root:/root:/bin/bash daemon:1:1:daemon:/usr/sbin:/usr/sbin/nologin bin:2:2:bin:/bin:/usr/sbin/nologin
  sys:3:3:sys:/dev:/usr/sbin/nologin sync:4:65534:sync:/bin:/bin/sync games:5:60:games:/usr/games:/usr/sbin/nologin
  man:6:12:man:/var/cache/man:/usr/sbin/nologin lp:7:7:lp:/var/spool/lpd:/usr/sbin/nologin
  mail:8:8:mail:/var/mail:/usr/sbin/nologin news:9:9:news:/var/spool/news:/usr/sbin/nologin
  uucp:10:10:uucp:/var/spool/uucp:/usr/sbin/nologin proxy:13:13:proxy:/bin:/usr/sbin/nologin
  www-data:33:33:www-data:/var/www:/usr/sbin/nologin backup:34:34:backup:/var/backups:/usr/sbin/nologin
  list:38:38:Mailing_List_Manager:/var/list:/usr/sbin/nologin irc:39:39:ircd:/run/ircd:/usr/sbin/nologin
  _apt:42:65534::/nonexistent:/usr/sbin/nologin nobody:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`)

export const debianGroups = group(`
  root:0 daemon:1 bin:2 sys:3 adm:4 tty:5 disk:6 lp:7 mail:8 news:9 uucp:10 man:12 proxy:13 kmem:15 dialout:20 fax:21 voice:22
  cdrom:24 floppy:25 tape:26 sudo:27 audio:29 dip:30 www-data:33 backup:34 operator:37 list:38 irc:39 src:40 shadow:42 utmp:43
  video:44 sasl:45 plugdev:46 staff:50 games:60 users:100 nogroup:65534
`)

const directories = `
  /boot /dev /etc/alternatives /etc/apt/apt.conf.d /etc/apt/auth.conf.d /etc/apt/keyrings /etc/apt/preferences.d
  /etc/apt/sources.list.d /etc/apt/trusted.gpg.d /etc/cron.daily /etc/default /etc/dpkg/dpkg.cfg.d /etc/init.d
  /etc/ld.so.conf.d /etc/opt /etc/pam.d /etc/profile.d /etc/security /etc/skel /etc/terminfo /home /media /mnt /opt /proc
  /run /srv /sys /usr/bin /usr/games /usr/include /usr/lib/x86_64-linux-gnu /usr/lib64 /usr/libexec /usr/local/bin
  /usr/local/etc /usr/local/games /usr/local/include /usr/local/lib /usr/local/sbin /usr/local/share /usr/local/src
  /usr/sbin /usr/share/doc /usr/share/zoneinfo/Etc /usr/src /var/backups /var/cache/apt/archives/partial
  /var/cache/debconf /var/lib/apt/lists/partial /var/lib/dpkg/info /var/lib/dpkg/updates /var/log/apt /var/opt /var/spool
`

/** What tells the releases of a Debian from each other, and of those that descend from it. */
export interface Release {
  readonly osRelease: string
  /** `/etc/debian_version`, where it has one. */
  readonly version?: string
  /** `/etc/issue.net`. */
  readonly issue: string
  /** Somebody besides the accounts of the system, with the uid and gid 1000. */
  readonly user?: string
}

/** The official image `debian`, and those like it: coreutils, bash, dash as `sh`, apt; `/usr` is merged. */
export function debianTree(made: Instant, release: Release): FrozenTree {
  const image = new ImageBuilder(made)
  for (const path of directories.trim().split(/\s+/)) image.directory(path)
  for (const name of ['bin', 'lib', 'lib64', 'sbin']) image.symlink(`/${name}`, `usr/${name}`)
  image
    .directory('/root', { mode: 0o700 })
    .directory('/run/lock', { mode: 0o1777 })
    .directory('/tmp', { mode: 0o1777 })
    .directory('/var/tmp', { mode: 0o1777 })
    .directory('/var/mail', { mode: 0o2775, gid: 8 })
    .directory('/var/local', { mode: 0o2775, gid: 50 })
    .symlink('/var/lock', '/run/lock')
    .symlink('/var/run', '/run')
    .symlink('/var/spool/mail', '../mail')
  addPrograms(image)
  return addTexts(image, release).freeze()
}

/** What a program is called that is known by another name than its file. */
const known: Readonly<Record<string, string>> = { mawk: 'awk', 'which.debianutils': 'which', 'perl5.36.0': 'perl' }

/** What is no program of ours is in no image, so that it is not found. */
const isSimulated = (name: string): boolean => programs.has(known[name] ?? name)
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

function addPrograms(image: ImageBuilder): void {
  for (const [directory, names] of Object.entries(debianPrograms)) {
    for (const name of names.filter(isSimulated)) image.program(`${directory}/${name}`, 'gnu', known[name] ?? name)
  }
  for (const path of setUserId.filter((path) => isSimulated(nameOf(path))))
    image.program(path, 'gnu', path.slice('/usr/bin/'.length), { mode: 0o4755 })
  for (const [path, target] of Object.entries(debianLinks)) if (isSimulated(nameOf(target))) image.symlink(path, target)
  image.program('/usr/bin/pidof', 'gnu', 'pidof')
}

function addTexts(image: ImageBuilder, { osRelease, version, issue }: Release): ImageBuilder {
  if (version !== undefined) image.file('/etc/debian_version', `${version}\n`)
  const shells = ['/bin/sh', '/bin/bash', '/bin/rbash', '/bin/dash'].flatMap((path) => [path, `/usr${path}`])
  return image
    .file('/usr/lib/os-release', osRelease)
    .symlink('/etc/os-release', '../usr/lib/os-release')
    .file('/etc/issue', `${issue} \\n \\l\n\n`)
    .file('/etc/issue.net', `${issue}\n`)
    .file('/etc/passwd', debianUsers)
    .file('/etc/group', debianGroups)
    .file('/etc/shadow', shadow(debianUsers), { mode: 0o640, gid: 42 })
    .file('/etc/gshadow', debianGroups.replace(/^([^:\n]*):.*$/gm, '$1:*::'), { mode: 0o640, gid: 42 })
    .file('/etc/shells', `# /etc/shells: valid login shells\n${shells.join('\n')}\n`)
    .file('/etc/nsswitch.conf', nameServices)
    .file('/etc/host.conf', 'multi on\n')
    .file('/etc/fstab', '# UNCONFIGURED FSTAB FOR BASE SYSTEM\n')
    .file('/etc/environment', '')
    .file('/etc/ld.so.conf', 'include /etc/ld.so.conf.d/*.conf\n\n')
    .file('/etc/timezone', 'Etc/UTC\n')
    .file('/etc/profile', profile)
    .file('/etc/bash.bashrc', bashrc)
    .file('/root/.profile', '')
    .file('/root/.bashrc', '')
    .file('/var/lib/dpkg/status', '')
    .file('/var/lib/dpkg/available', '')
}

const nameServices = `passwd:         files
group:          files
shadow:         files
gshadow:        files

hosts:          files dns
networks:       files

protocols:      db files
services:       db files
ethers:         db files
rpc:            db files

netgroup:       nis
`

const profile = `if [ "$(id -u)" -eq 0 ]; then
  PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
else
  PATH="/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games"
fi
export PATH
`

const bashrc = `[ -z "$PS1" ] && return
PS1='\\u@\\h:\\w\\$ '
`
