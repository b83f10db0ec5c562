import type { NodeSnapshot } from '../snapshot.js'

const shortId = 12

/** Tells whether a node has an image, by the name or the id that it is asked for by. */
export function imageFinder(asked: string): (node: NodeSnapshot) => boolean {
  if (asked === '') return () => false
  const name = wholeName(asked)
  // Most names end otherwise, and need not be taken apart.
  const end = name.slice(name.lastIndexOf('/') + 1)
  const isMeant = (listed: string): boolean => listed.endsWith(end) && wholeName(listed) === name
  const id = asked.startsWith('sha256:') ? asked : `sha256:${asked}`
  const isId = new RegExp(`^sha256:[0-9a-f]{${shortId},64}$`).test(id)
  return ({ images }) =>
    images.some(
      (image) => (isId && image.id.startsWith(id)) || image.repoTags.some(isMeant) || image.repoDigests.some(isMeant),
    )
}

/** `docker.io/library/nginx:latest` for `nginx`; a tag in front of a digest says nothing (distribution's `reference`). */
function wholeName(text: string): string {
  const [path = '', digest] = text.split('@', 2)
  const [, repository = '', tag = 'latest'] = /^(.*?)(?::([^/:]*))?$/.exec(path) ?? []
  const [first = '', ...rest] = repository.split('/')
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')
  const host = hasHost ? first.replace(/^index\.docker\.io$/, 'docker.io') : 'docker.io'
  const inHost = hasHost ? rest.join('/') : repository
  const whole = host === 'docker.io' && !inHost.includes('/') ? `library/${inHost}` : inHost
  return digest === undefined ? `${host}/${whole}:${tag}` : `${host}/${whole}@${digest}`
}
