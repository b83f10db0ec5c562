import type { ByteString } from '../byte-string.js'

/** Those of `/bin`. */
const bin = `
  arch ash base64 busybox cat chgrp chmod chown cp cpio cttyhack date dd df dmesg dnsdomainname dumpkmap echo ed
  egrep false fatattr fgrep getopt grep gunzip gzip hostname ionice ipcalc kill link linux32 linux64 ln
  login ls lzop mkdir mknod mktemp more mount mt mv netstat nuke pidof ping ping6 ps pwd readlink resume rev rm
  rmdir rpm run-parts sed setpriv sh sleep stat stty su sync tar touch true umount uname uncompress usleep vi watch
  zcat
`

/** Those of `/sbin`. */
const sbin = `
  acpid adjtimex arp blockdev depmod devmem fdisk findfs freeramdisk fstrim getty halt hwclock ifconfig ifdown ifup
  init insmod ip ipneigh klogd loadkmap logread losetup lsmod mdev mkdosfs mke2fs mkswap modinfo modprobe nameif
  pivot_root poweroff reboot rmmod route run-init start-stop-daemon sulogin swapoff swapon switch_root sysctl
  syslogd tc tunctl udhcpc uevent vconfig watchdog
`

/** Those of `/usr/bin`. */
const usrBin = `
  [ [[ ar ascii awk basename bc blkdiscard bunzip2 bzcat bzip2 cal chvt clear cmp crc32 crontab cut dc deallocvt
  diff dirname dos2unix dpkg dpkg-deb du dumpleases env expand expr factor fallocate find fold free ftpget ftpput
  groups head hexdump hostid id killall last less logger logname lsscsi lzcat lzma md5sum microcom mkfifo mkpasswd
  nc nl nproc nsenter nslookup od openvt passwd paste patch printf realpath renice reset rpm2cpio seq setkeycodes
  setsid sha1sum sha256sum sha3sum sha512sum shred shuf sort ssl_client strings svc svok tac tail taskset tee telnet
  test tftp time timeout top tr traceroute traceroute6 truncate ts tty unexpand uniq unix2dos unlink unlzma unshare
  unxz unzip uptime uudecode uuencode w wc wget which who whoami xargs xxd xz xzcat yes
`

/** Those of `/usr/sbin`. */
const usrSbin = `
  arping brctl chroot crond fsfreeze httpd i2cdetect i2cdump i2cget i2cset i2ctransfer loadfont mim nologin
  partprobe rdate telnetd ubirename udhcpd
`

/** What the official image of busybox has besides what Debian's, which the lists above are of, is built with. */
const usrBinOfficial = `
  cksum comm hd install mesg mountpoint nice nohup pgrep pkill printenv split
`

const byDirectory: readonly (readonly [ByteString, string])[] = [
  ['/bin', bin],
  ['/sbin', sbin],
  ['/usr/bin', usrBin],
  ['/usr/sbin', usrSbin],
  ['/usr/bin', usrBinOfficial],
]

/** A directory, and a name in it. */
export type Applet = readonly [directory: ByteString, name: ByteString]

/** The applets of busybox 1.35, with the directory that each belongs into (`busybox --list-full`). */
export const applets: readonly Applet[] = byDirectory.flatMap(([directory, names]) =>
  names
    .trim()
    .split(/\s+/)
    .map((name): Applet => [directory, name]),
)
