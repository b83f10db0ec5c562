import { Errno } from '../errno.js'
import type { Program } from '../kernel/proc.js'
import { complain } from './complain.js'
import { lazily, type Load } from './programs.js'

/** A program whose output cannot be written (a full disk, a pipe that nobody reads) says so and fails. */
const guarded =
  (load: Load): Program =>
  async (proc) => {
    try {
      return await lazily(load)(proc)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      await complain(proc, `write error: ${thrown.message}`)
      return 1
    }
  }

const programs: Readonly<Record<string, Load>> = {
  ls: () => import('./files/ls/ls.js').then(({ ls }) => ls),
  cat: () => import('./files/cat.js').then(({ cat }) => cat),
  tee: () => import('./files/cat.js').then(({ tee }) => tee),
  cp: () => import('./files/cp.js').then(({ cp }) => cp),
  mv: () => import('./files/mv.js').then(({ mv }) => mv),
  rm: () => import('./files/rm.js').then(({ rm }) => rm),
  unlink: () => import('./files/rm.js').then(({ unlink }) => unlink),
  mkdir: () => import('./files/directories.js').then(({ mkdir }) => mkdir),
  rmdir: () => import('./files/directories.js').then(({ rmdir }) => rmdir),
  ln: () => import('./files/ln.js').then(({ ln }) => ln),
  link: () => import('./files/ln.js').then(({ link }) => link),
  chmod: () => import('./files/permissions.js').then(({ chmod }) => chmod),
  chown: () => import('./files/owners.js').then(({ chown }) => chown),
  chgrp: () => import('./files/owners.js').then(({ chgrp }) => chgrp),
  touch: () => import('./files/touch.js').then(({ touch }) => touch),
  stat: () => import('./files/stat.js').then(({ stat }) => stat),
  readlink: () => import('./files/names.js').then(({ readlink }) => readlink),
  realpath: () => import('./files/names.js').then(({ realpath }) => realpath),
  basename: () => import('./files/names.js').then(({ basename }) => basename),
  dirname: () => import('./files/names.js').then(({ dirname }) => dirname),
  pwd: () => import('./files/names.js').then(({ pwd }) => pwd),
  mktemp: () => import('./files/mktemp.js').then(({ mktemp }) => mktemp),
  du: () => import('./files/du.js').then(({ du }) => du),
  df: () => import('./files/df.js').then(({ df }) => df),
  mount: () => import('./files/mount.js').then(({ mount }) => mount),
  umount: () => import('./files/mount.js').then(({ umount }) => umount),
  find: () => import('./files/find/find.js').then(({ find }) => find),
  truncate: () => import('./files/truncate.js').then(({ truncate }) => truncate),
  mkfifo: () => import('./files/nodes.js').then(({ mkfifo }) => mkfifo),
  mknod: () => import('./files/nodes.js').then(({ mknod }) => mknod),
  install: () => import('./files/install.js').then(({ install }) => install),
  dd: () => import('./files/dd.js').then(({ dd }) => dd),
  xargs: () => import('./processes/xargs.js').then(({ xargs }) => xargs),
  env: () => import('./processes/env.js').then(({ env }) => env),
  printenv: () => import('./processes/env.js').then(({ printenv }) => printenv),
  sleep: () => import('./processes/sleep.js').then(({ sleep }) => sleep),
  usleep: () => import('./processes/sleep.js').then(({ usleep }) => usleep),
  timeout: () => import('./processes/timeout.js').then(({ timeout }) => timeout),
  nohup: () => import('./processes/priorities.js').then(({ nohup }) => nohup),
  nice: () => import('./processes/priorities.js').then(({ nice }) => nice),
  renice: () => import('./processes/priorities.js').then(({ renice }) => renice),
  kill: () => import('./processes/kill.js').then(({ kill }) => kill),
  killall: () => import('./processes/kill.js').then(({ killall }) => killall),
  pidof: () => import('./processes/pidof.js').then(({ pidof }) => pidof),
  pgrep: () => import('./processes/pgrep.js').then(({ pgrep }) => pgrep),
  pkill: () => import('./processes/pgrep.js').then(({ pkill }) => pkill),
  ps: () => import('./processes/ps/ps.js').then(({ ps }) => ps),
  top: () => import('./processes/top.js').then(({ top }) => top),
  su: () => import('./processes/su.js').then(({ su }) => su),
  setsid: () => import('./processes/su.js').then(({ setsid }) => setsid),
  chroot: () => import('./processes/su.js').then(({ chroot }) => chroot),
  watch: () => import('./processes/watch.js').then(({ watch }) => watch),
  id: () => import('./system/identity.js').then(({ id }) => id),
  whoami: () => import('./system/identity.js').then(({ whoami }) => whoami),
  groups: () => import('./system/identity.js').then(({ groups }) => groups),
  logname: () => import('./system/identity.js').then(({ logname }) => logname),
  uname: () => import('./system/names.js').then(({ uname }) => uname),
  hostname: () => import('./system/names.js').then(({ hostname }) => hostname),
  arch: () => import('./system/names.js').then(({ arch }) => arch),
  nproc: () => import('./system/names.js').then(({ nproc }) => nproc),
  hostid: () => import('./system/names.js').then(({ hostid }) => hostid),
  dnsdomainname: () => import('./system/names.js').then(({ dnsdomainname }) => dnsdomainname),
  date: () => import('./system/date.js').then(({ date }) => date),
  free: () => import('./system/free.js').then(({ free }) => free),
  uptime: () => import('./system/uptime.js').then(({ uptime }) => uptime),
  which: () => import('./system/which.js').then(({ which }) => which),
  tty: () => import('./system/simple.js').then(({ tty }) => tty),
  stty: () => import('./system/simple.js').then(({ stty }) => stty),
  clear: () => import('./system/simple.js').then(({ clear }) => clear),
  reset: () => import('./system/simple.js').then(({ reset }) => reset),
  sync: () => import('./system/simple.js').then(({ sync }) => sync),
  mesg: () => import('./system/simple.js').then(({ mesg }) => mesg),
  yes: () => import('./system/simple.js').then(({ yes }) => yes),
  seq: () => import('./system/seq.js').then(({ seq }) => seq),
  expr: () => import('./system/expr.js').then(({ expr }) => expr),
  test: () => import('./system/test.js').then(({ test }) => test),
  '[': () => import('./system/test.js').then(({ test }) => test),
  '[[': () => import('./system/test.js').then(({ test }) => test),
  ip: () => import('./interfaces/ip/ip.js').then(({ ip }) => ip),
  ifconfig: () => import('./interfaces/ifconfig.js').then(({ ifconfig }) => ifconfig),
  route: () => import('./interfaces/route.js').then(({ route }) => route),
  arp: () => import('./interfaces/arp.js').then(({ arp }) => arp),
  netstat: () => import('./interfaces/netstat.js').then(({ netstat }) => netstat),
  getent: () => import('./system/getent.js').then(({ getent }) => getent),
}

/** The programs about files, processes, interfaces and the system, by their names. */
export const systemPrograms: Readonly<Record<string, Program>> = Object.fromEntries(
  Object.entries(programs).map(([name, load]) => [name, guarded(load)]),
)
