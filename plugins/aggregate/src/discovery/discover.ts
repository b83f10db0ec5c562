import { quoted } from './entry.js'
import type { Fail } from './query.js'
import type { Source } from './source.js'

/**
 * The source that a text names: `file:PATH`, `dns:NAME:PORT`, `etcd:HOST:PORT/PREFIX`; `//` may follow the colon, as Docker Swarm classic writes it. What a kind needs is loaded
 * with it. Rejects with `InvalidParameter` where the text is wrong.
 */
export async function sourceOf(text: string, fail: Fail): Promise<Source> {
  const [, kind = '', place = ''] = /^(\w+):(?:\/\/)?([^]*)$/.exec(text) ?? []
  switch (kind) {
    case 'file': {
      if (place === '') throw fail('InvalidParameter', 'a file has a path: write file:/etc/swarmd/pool.yaml')
      return (await import('./file.js')).fileSource(place)
    }
    case 'dns':
      return (await import('./dns.js')).dnsSource(place, fail)
    case 'etcd':
      return (await import('./etcd.js')).etcdSource(place, fail)
    default:
      // Its place is not repeated: there may be a password in it.
      throw fail(
        'InvalidParameter',
        `unknown source ${quoted(kind || text)}: write file:PATH, dns:NAME:PORT or etcd:HOST:PORT/PREFIX`,
      )
  }
}
