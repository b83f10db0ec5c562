import { expect } from 'chai'
import { alice, errno, read, root, write } from './machine-files-support.js'
import { namesIn, newMachine, processInfo, processOf } from './machine-mounts-support.js'

describe('/proc of a container', () => {
  const shell = processInfo({
    descriptors: new Map([
      [0, '/dev/null'],
      [1, 'pipe:[7]'],
    ]),
  })
  const child = processInfo({
    pid: 12,
    parent: 1,
    uid: 1000,
    gid: 1000,
    argv: ['sleep', '5'],
    executable: '/bin/busybox',
  })
  const dead = processInfo({ pid: 13, parent: 1, state: 'Z' })
  const { files } = newMachine({ processes: [shell, child, dead], limits: () => ({ memory: 1000, cpus: 1.5 }) })

  it('is there for every process', () => {
    expect(namesIn(files, '/proc').filter((name) => /^\d/.test(name))).to.deep.equal(['1', '12', '13'])
    expect(errno(() => files.stat('/proc/2', root))).to.equal('ENOENT')
    expect(errno(() => files.stat('/proc/01', root))).to.equal('ENOENT')
    expect(files.stat('/proc/12', root)).to.include({ kind: 'directory', mode: 0o555, uid: 1000, gid: 1000 })
    expect(files.stat('/proc/12/cmdline', root)).to.include({ kind: 'file', mode: 0o444, size: 0, uid: 1000 })
  })

  const texts: readonly [string, string | RegExp][] = [
    ['/proc/1/cmdline', '/bin/sh\0-c\0sleep 1\0'],
    ['/proc/1/comm', 'sh\n'],
    ['/proc/1/environ', 'HOME=/root\0'],
    ['/proc/1/stat', /^1 \(sh\) S 0 1 1 0 -1 4194304 (\d+ ){4}25 (\d+ ){5}1 0 8640150 (\d+ ){29}\d+\n$/],
    [
      '/proc/1/status',
      /^Name:\tsh\nUmask:\t0022\nState:\tS \(sleeping\)\nTgid:\t1\n[^]*\nPPid:\t0\n[^]*\nVmRSS:\t +\d+ kB\n/,
    ],
    ['/proc/12/status', /\nUid:\t1000\t1000\t1000\t1000\n/],
    ['/proc/12/comm', 'busybox\n'],
    ['/proc/13/cmdline', ''],
    ['/proc/1/limits', /^Limit +Soft Limit +Hard Limit +Units +\n[^]*\nMax open files +1048576 +1048576 +files +\n/],
    ['/proc/1/cgroup', '0::/\n'],
    ['/proc/mounts', /^overlay \/ overlay rw,relatime 0 0\nproc \/proc proc rw,nosuid,nodev,noexec,relatime 0 0\n/],
    ['/proc/self/mountinfo', /^600 500 0:46 \/ \/ rw,relatime - overlay overlay rw\n601 600 0:47 \/ \/proc rw,/],
    ['/proc/uptime', /^86400\.\d\d \d+\.\d\d\n$/],
    ['/proc/loadavg', '0.00 0.01 0.05 0/3 13\n'],
    ['/proc/meminfo', /^MemTotal: +1048576 kB\nMemFree: /],
    ['/proc/cpuinfo', /^processor\t: 0\n[^]*\n\nprocessor\t: 1\n/],
    ['/proc/stat', /^cpu {2}75 0 18 \d+ 0 0 0 0 0 0\ncpu0 37 0 /],
    ['/proc/version', /^Linux version 6\.1\.0-simulated /],
    ['/proc/filesystems', /^nodev\tsysfs\n/],
    ['/proc/net/tcp', /^ {2}sl {2}local_address rem_address .{117}\n$/],
    ['/proc/net/dev', /^Inter-\|/],
    ['/proc/sys/kernel/hostname', 'box\n'],
    ['/proc/sys/kernel/osrelease', '6.1.0-simulated\n'],
    ['/proc/sys/kernel/random/uuid', '07070707-0707-4707-8707-070707070707\n'],
    ['/sys/fs/cgroup/memory.max', '1000\n'],
    ['/sys/fs/cgroup/cpu.max', '150000 100000\n'],
    ['/sys/fs/cgroup/pids.max', 'max\n'],
  ]
  for (const [path, text] of texts) {
    it(`says in ${path} what is so`, () => {
      const said = read(files, path, processOf(1))
      if (typeof text === 'string') expect(said).to.equal(text)
      else expect(said).to.match(text)
    })
  }

  it('gives long texts in full', () => {
    const long = processInfo({ env: new Map([['A', 'x'.repeat(3_000_000)]]) })
    const said = read(newMachine({ processes: [long] }).files, '/proc/1/environ')
    expect(said).to.have.length(3_000_003)
  })

  it('has links to what a process is at', () => {
    expect(files.readLink('/proc/1/cwd', root)).to.equal('/tmp')
    expect(files.realPath('/proc/1/cwd/../bin', root)).to.equal('/bin')
    expect(files.readLink('/proc/12/exe', root)).to.equal('/bin/busybox')
    expect(files.readLink('/proc/1/root', root)).to.equal('/')
    expect(errno(() => files.readLink('/proc/13/exe', root))).to.equal('ENOENT')
    expect(files.stat('/proc/1/cwd', root, { follow: false })).to.include({ kind: 'symlink', mode: 0o777 })
  })

  it('shows who asks as itself', () => {
    expect(files.readLink('/proc/self', processOf(12))).to.equal('12')
    expect(read(files, '/proc/self/comm', processOf(12))).to.equal('busybox\n')
    expect(errno(() => files.stat('/proc/self/', root))).to.equal('ENOENT')
  })

  it('keeps others from looking into a process', () => {
    expect(read(files, '/proc/1/comm', alice)).to.equal('sh\n')
    for (const path of ['/proc/1/environ', '/proc/1/fd/0', '/proc/1/cwd/x', '/proc/1/exe']) {
      expect(
        errno(() => read(files, path, alice)),
        path,
      ).to.equal('EACCES')
    }
    expect(read(files, '/proc/12/environ', alice)).to.equal('HOME=/root\0')
  })

  it('can be changed by nobody', () => {
    expect(errno(() => write(files, '/proc/x', ''))).to.equal('ENOENT')
    expect(errno(() => files.makeDirectory('/proc/x', 0o755, root))).to.equal('ENOENT')
    expect(errno(() => files.unlink('/proc/cpuinfo', root))).to.equal('EPERM')
    expect(errno(() => files.chmod('/proc/cpuinfo', 0o777, root))).to.equal('EPERM')
    expect(errno(() => write(files, '/proc/sys/kernel/hostname', 'x'))).to.equal('EROFS')
    expect(errno(() => write(files, '/proc/1/oom_score_adj', 'x'))).to.equal('EIO')
  })
})

describe('/proc/PID/fd', () => {
  const opened: string[] = []
  const { files } = newMachine({
    processes: [
      processInfo({
        descriptors: new Map([
          [0, '/etc/hostname'],
          [1, 'pipe:[7]'],
          [2, 'socket:[8]'],
        ]),
      }),
    ],
    descriptor(_, fd) {
      if (fd === 0) return files.open('/etc/hostname', { read: true }, 0, root)
      const pipe = files.open('/dev/null', { write: true }, 0, root)
      if (fd === 2) return Object.assign(pipe, { reopen: undefined })
      return { ...pipe, reopen: (flags) => (opened.push('pipe'), pipe.reopen!(flags)) }
    },
  })
  const self = processOf(1)

  it('lists what is open', () => {
    expect(namesIn(files, '/proc/self/fd', self)).to.deep.equal(['0', '1', '2'])
    expect(files.readLink('/proc/self/fd/1', self)).to.equal('pipe:[7]')
    expect(errno(() => files.readLink('/proc/self/fd/3', self))).to.equal('ENOENT')
  })

  it('opens it anew, by /dev/stdout, too', () => {
    expect(read(files, '/dev/stdin', self)).to.equal('box\n')
    expect(files.stat('/dev/stdin', self).kind).to.equal('file')
    write(files, '/dev/stdout', 'text', self)
    expect(opened).to.deep.equal(['pipe'])
    files.chown('/dev/stdout', 33, 33, self)
    files.chmod('/dev/stdout', 0o777, self)
    expect(errno(() => files.chown('/dev/fd/9', 33, 33, self))).to.equal('ENOENT')
    expect(errno(() => write(files, '/dev/stderr', 'text', self))).to.equal('ENXIO')
    expect(errno(() => write(files, '/dev/fd/9', 'text', self))).to.equal('ENOENT')
  })
})
