/** Those of `/usr/bin`. */
const bin = `
  [ addpart apt apt-cache apt-cdrom apt-config apt-get apt-key apt-mark arch b2sum base32 base64 basename basenc
  bash bashbug cat chage chcon chfn chgrp chmod choom chown chrt chsh cksum clear clear_console cmp comm cp csplit
  cut dash date dd deb-systemd-helper deb-systemd-invoke debconf debconf-apt-progress debconf-communicate
  debconf-copydb debconf-escape debconf-set-selections debconf-show delpart df diff diff3 dir dircolors dirname
  dmesg dpkg dpkg-deb dpkg-divert dpkg-maintscript-helper dpkg-query dpkg-realpath dpkg-split dpkg-statoverride
  dpkg-trigger du echo egrep env expand expiry expr factor faillog fallocate false fgrep find findmnt flock fmt fold
  getconf getent getopt gpasswd gpgv grep groups gunzip gzexe gzip hardlink head hostid hostname iconv id infocmp
  install ionice ipcmk ipcrm ipcs ischroot join last lastlog ldd link ln locale localedef logger login logname ls
  lsblk lscpu lsipc lslocks lslogins lsmem lsns mawk mcookie md5sum mesg mkdir mkfifo mknod mktemp more mount
  mountpoint mv namei newgrp nice nl nohup nproc nsenter numfmt od partx passwd paste pathchk perl perl5.36.0 pinky
  pldd pr printenv printf prlimit ptx pwd readlink realpath rename.ul renice resizepart rev rgrep rm rmdir run-parts
  runcon savelog script scriptlive scriptreplay sdiff sed seq setarch setpriv setsid setterm sha1sum sha224sum
  sha256sum sha384sum sha512sum shred shuf sleep sort split stat stdbuf stty su sum sync tabs tac tail tar taskset
  tee tempfile test tic timeout toe touch tput tr true truncate tset tsort tty tzselect uclampset umount uname
  uncompress unexpand uniq unlink unshare update-alternatives users utmpdump vdir wall wc wdctl whereis
  which.debianutils who whoami xargs yes zcat zcmp zdiff zdump zegrep zfgrep zforce zgrep zless zmore znew
`

/** Those of `/usr/sbin`. */
const sbin = `
  add-shell agetty blkdiscard blkid blkzone blockdev chcpu chgpasswd chmem chpasswd chroot cppw ctrlaltdel
  dpkg-fsys-usrunmess dpkg-preconfigure dpkg-reconfigure findfs fsck fsck.cramfs fsck.minix fsfreeze fstab-decode
  fstrim groupadd groupdel groupmems groupmod grpck grpconv grpunconv iconvconfig installkernel invoke-rc.d isosize
  killall5 ldattach ldconfig losetup mkfs mkfs.bfs mkfs.cramfs mkfs.minix mkswap newusers nologin pivot_root pwck
  pwconv pwunconv readprofile remove-shell rmt-tar rtcwake runuser service shadowconfig start-stop-daemon sulogin
  swaplabel swapoff swapon switch_root tarcat update-passwd update-rc.d update-shells useradd userdel usermod vipw
  wipefs zic zramctl
`

const split = (names: string): string[] => names.trim().split(/\s+/)

/**
 * The programs of Debian 12's essential packages and apt, by directory: what the image `debian` has (it has neither `ps` nor
 * `ip`, `ping`, `curl`, `less`, `vi`).
 */
export const debianPrograms = { '/usr/bin': split(bin), '/usr/sbin': split(sbin) } as const

/** Those that root's rights come with. */
export const setUserId = split(
  '/usr/bin/chfn /usr/bin/chsh /usr/bin/gpasswd /usr/bin/mount /usr/bin/newgrp /usr/bin/passwd /usr/bin/su /usr/bin/umount',
)

/** Other names of programs. */
export const debianLinks: Readonly<Record<string, string>> = {
  '/etc/alternatives/awk': '/usr/bin/mawk',
  '/etc/alternatives/which': '/usr/bin/which.debianutils',
  '/usr/bin/awk': '/etc/alternatives/awk',
  '/usr/bin/captoinfo': 'tic',
  '/usr/bin/dnsdomainname': 'hostname',
  '/usr/bin/domainname': 'hostname',
  '/usr/bin/i386': 'setarch',
  '/usr/bin/infotocap': 'tic',
  '/usr/bin/lastb': 'last',
  '/usr/bin/linux32': 'setarch',
  '/usr/bin/linux64': 'setarch',
  '/usr/bin/md5sum.textutils': 'md5sum',
  '/usr/bin/nisdomainname': 'hostname',
  '/usr/bin/pidof': '/sbin/killall5',
  '/usr/bin/rbash': 'bash',
  '/usr/bin/reset': 'tset',
  '/usr/bin/sg': 'newgrp',
  '/usr/bin/sh': 'dash',
  '/usr/bin/which': '/etc/alternatives/which',
  '/usr/bin/x86_64': 'setarch',
  '/usr/bin/ypdomainname': 'hostname',
  '/usr/sbin/cpgr': 'cppw',
  '/usr/sbin/getty': 'agetty',
  '/usr/sbin/vigr': 'vipw',
}
