import type { Instant } from '../../world.js'
import type { FrozenTree } from '../files/node.js'
import { group, passwd } from './accounts.js'
import { ImageBuilder } from './builder.js'

/** The official image `hello-world`: one program and nothing else. */
export const helloTree = (made: Instant): FrozenTree =>
  new ImageBuilder(made).program('/hello', 'busybox', 'hello').freeze()

/** An image of a program of its own, on one of "distroless": accounts and directories, but no shell. */
export function distrolessTree(made: Instant): FrozenTree {
  const image = new ImageBuilder(made)
  for (const path of ['/dev', '/etc/ssl/certs', '/proc', '/sys', '/usr/bin', '/usr/lib', '/var/lib', '/var/run']) {
    image.directory(path)
  }
  return image
    .directory('/home/nonroot', { mode: 0o700, uid: 65532, gid: 65532 })
    .directory('/root', { mode: 0o700 })
    .directory('/tmp', { mode: 0o1777 })
    .file(
      '/etc/passwd',
      passwd(
        'root:0:0:root:/root:/sbin/nologin nobody:65534:65534:nobody:/nonexistent:/sbin/nologin nonroot:65532:65532:nonroot:/home/nonroot:/sbin/nologin',
      ),
    )
    .file('/etc/group', group('root:0 nobody:65534 tty:5 staff:50 nonroot:65532'))
    .program('/app', 'busybox', 'app')
    .freeze()
}
