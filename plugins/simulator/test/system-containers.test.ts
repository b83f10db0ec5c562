import { call, type TestDaemon } from 'libswarm-core/testing'
import { expect } from 'chai'
import { run, startWith } from './support.js'

/** What a container with a terminal of its own wrote, when it is over. */
async function written(daemon: TestDaemon, image: string, script: string): Promise<string> {
  const id = await run(daemon, `c${(count += 1)}`, { Image: image, Tty: true, Cmd: ['sh', '-c', script] })
  await call(daemon, `POST /containers/${id}/wait`)
  return (await call(daemon, `GET /containers/${id}/logs?stdout=1&stderr=1`)).text.replaceAll('\r\n', '\n')
}

let count = 0

describe('programs about the system in a container', () => {
  let daemon: TestDaemon

  before(async () => {
    daemon = await startWith({ image: ['busybox', 'debian'], api: '1.24-1.41' })
  })
  after(() => daemon.close())

  const lines: readonly (readonly [image: string, script: string, wanted: string | RegExp])[] = [
    ['busybox', 'ls -d /etc /bin/ls /lib64', '\x1b[1;32m/bin/ls\x1b[m  \x1b[1;34m/etc\x1b[m     \x1b[1;36m/lib64\x1b[m\n'],
    ['debian', 'cd /tmp; touch "a b" c; ls', "'a b'   c\n"],
    ['debian', 'ls -d /usr /etc /tmp', '/etc  /tmp  /usr\n'],
    ['busybox', 'tty; [ -t 0 ] && echo yes', '/dev/pts/0\nyes\n'],
    ['busybox', 'uname -sr; nproc', 'Linux 6.1.0-simulated\n4\n'],
    ['busybox', 'id -Gn; whoami; groups', 'root wheel\nroot\nroot wheel\n'],
    ['busybox', 'df -P / | tail -n 1', /^overlay +65536 +\d+ +\d+ +\d+% \/\n$/],
    ['debian', 'df --output=source,target / 2>/dev/null | wc -l; df -h / | head -n 1', /^2\nFilesystem +Size +Used Avail Use% Mounted on\n$/],
    ['debian', 'df | grep -c /etc/', '1\n'],
    ['busybox', 'mount | head -n 1', 'overlay on / type overlay (rw,relatime)\n'],
    ['busybox', 'mount -t tmpfs none /mnt; echo $?', /^mount: permission denied \(are you root\?\)\n1\n$/],
    ['busybox', 'free -m | head -n 2', /^ +total +used +free +shared +buff\/cache +available\nMem: +8192( +\d+){5}\n$/],
    ['busybox', 'uptime', /^ \d\d:\d\d:\d\d up 1 day, {1,2}.*, {2}0 users, {2}load average: 0.00, 0.01, 0.05\n$/],
    ['debian', 'nohup echo a; cat nohup.out', "nohup: ignoring input and appending output to 'nohup.out'\na\n"],
    ['debian', 'su -s /bin/sh nobody -c "id -un; echo $HOME"', 'nobody\n/root\n'],
    ['debian', 'getent hosts localhost', '::1             localhost ip6-localhost ip6-loopback\n'],
    ['debian', 'which ls nope; echo $?', '/usr/bin/ls\n1\n'],
    ['debian', 'rm -rf / 2>&1; ls -d /etc', "rm: it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe\n/etc\n"],
    ['busybox', 'cd /tmp; mkdir -p a/b; find / -xdev -name b -exec sh -c "echo got \\$1" _ {} \\;', 'got /tmp/a/b\n'],
    ['busybox', 'chroot / /bin/echo a; chroot /tmp /bin/echo a', "a\nchroot: can't change root directory to '/tmp': Operation not permitted\n"],
    ['busybox', 'yes | head -n 2; seq 3 | xargs -n 1 -P 3 sh -c "exit 0"; echo $?', 'y\ny\n0\n'],
    ['busybox', 'dd if=/dev/zero of=/tmp/x bs=1M count=100 2>&1; ls -l /tmp/x | wc -l', /No space left on device\n/],
    ['busybox', 'cp /bin/ls /tmp/ls; /tmp/ls -d /etc | wc -l; cp /bin/busybox /tmp/b; ln -s b /tmp/pwd; cd /; /tmp/pwd', '1\n/\n'],
  ] // prettier-ignore
  for (const [image, script, wanted] of lines) {
    it(`of ${image} answer to ${script}`, async () => {
      const text = await written(daemon, image, script)
      if (typeof wanted === 'string') expect(text).to.equal(wanted)
      else expect(text).to.match(wanted)
    })
  }
})
