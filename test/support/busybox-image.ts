import { chmod, chown, copyFile, mkdir, realpath, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { findProgram, run } from './processes.js'

// What the image of that name says on Docker Hub.
const imageConfig = ['ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'CMD ["sh"]']

/** Gives an engine `busybox:latest`; `folder` is one that the image may be made in. */
export async function importBusybox(folder: string, socketPath: string): Promise<void> {
  const tar = await busyboxTar(folder)
  const status = await new Promise<number>((resolve, reject) => {
    const changes = imageConfig.map((change) => `changes=${encodeURIComponent(change)}`).join('&')
    const path = `/images/create?fromSrc=-&repo=busybox&tag=latest&${changes}`
    const headers = { 'Content-Type': 'application/x-tar', 'Content-Length': tar.length }
    const sent = request({ socketPath, method: 'POST', path, headers }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    sent.on('error', reject)
    sent.end(tar)
  })
  if (status !== 200) throw new Error(`importing busybox answered ${status}`)
}

/**
 * A root file system that is one busybox binary with a link for each of its applets, and with the directories and accounts
 * of the official image, those that commands look at.
 */
async function busyboxTar(folder: string): Promise<Buffer> {
  const root = join(folder, 'root')
  const bin = join(root, 'bin')
  const binary = findProgram('busybox')!
  await makeFiles(root)
  await copyFile(await realpath(binary), join(bin, 'busybox'))
  const { stdout } = await run(binary, ['--list'])
  const applets = stdout
    .toString()
    .split('\n')
    .filter((applet) => applet !== '' && applet !== 'busybox')
  for (const applet of applets) await symlink('busybox', join(bin, applet))
  return (await run('tar', ['-C', root, '-cf', '-', '.'])).stdout
}

const directories = ['bin', 'etc/network', 'home', 'root', 'tmp', 'usr/sbin', 'var/spool/mail', 'var/www']
const users = ['root:0:0:root:/root:/bin/sh', 'mail:8:8:mail:/var/spool/mail:/bin/false'].concat([
  'www-data:33:33:www-data:/var/www:/bin/false',
  'nobody:65534:65534:nobody:/home:/bin/false',
])
const groups = ['root:0:', 'mail:8:', 'wheel:10:root', 'www-data:33:', 'staff:50:', 'nobody:65534:']

async function makeFiles(root: string): Promise<void> {
  for (const name of directories) await mkdir(join(root, name), { recursive: true })
  const etc = (name: string, lines: readonly string[]) => writeFile(join(root, 'etc', name), `${lines.join('\n')}\n`)
  await etc(
    'passwd',
    users.map((user) => user.replace(':', ':x:')),
  )
  await etc(
    'group',
    groups.map((group) => group.replace(':', ':x:')),
  )
  await etc(
    'shadow',
    users.map((user) => user.replace(/:.*/, ':*:19700:0:99999:7:::')),
  )
  await chmod(join(root, 'etc/shadow'), 0o600)
  await chmod(join(root, 'root'), 0o700)
  await chmod(join(root, 'tmp'), 0o1777)
  await chown(join(root, 'home'), 65534, 65534)
}
