import type { Expression } from '../expressions/expression.js'
import type { NodeSnapshot } from '../snapshot.js'
import { firstOf, type Filter } from './filter.js'

const shortId = 12

/**
 * Only nodes with the containers and images that every `affinity:` asks for (or without, for `!=`). Wishes (`~`) exclude
 * none.
 */
export const affinity: Filter = {
  name: 'affinity',
  against: ({ affinities }) =>
    firstOf(
      affinities
        .filter(({ soft }) => !soft)
        .map((expression) => (node) => (meetsAffinity(expression, node) ? undefined : `${expression.text} is not so`)),
    ),
}

/**
 * Whether a node has what an expression says: `container` by name, `node/name` or id, `image` by id, repository, tag or digest, and
 * anything else as a label of one of its containers.
 */
export function meetsAffinity(expression: Expression, node: NodeSnapshot): boolean {
  const isMeant = has(node, expression)
  return expression.operator === '==' ? isMeant : !isMeant
}

// A regular expression, which has a slash in front, is one of the name alone.
const withNode = /[=!]=~?(?!~)[^/]+\//

function has(node: NodeSnapshot, { text, key, matches }: Expression): boolean {
  switch (key.toLowerCase()) {
    case 'container': {
      const way = withNode.test(text) ? `${node.name}/` : ''
      return node.containers.some(
        ({ id, names }) =>
          names.some((name) => matches(name) || matches(`${way}${name}`)) ||
          (id !== '' && (matches(id) || matches(id.slice(0, shortId)))),
      )
    }
    case 'image':
      return node.images.some(
        ({ id, repoTags, repoDigests }) =>
          matchesImageId(id, matches) || [...repoTags, ...repoDigests].some((name) => matchesImageName(name, matches)),
      )
    default:
      return node.containers.some(({ labels }) => {
        const value = labels.get(key)
        return value !== undefined && matches(value)
      })
  }
}

function matchesImageId(id: string, matches: (value: string) => boolean): boolean {
  const digits = id.replace(/^sha256:/, '')
  return matches(id) || matches(digits) || matches(digits.slice(0, shortId))
}

/** As it is, and without tag and digest. Images without a name are listed as `<none>:<none>`. */
const matchesImageName = (name: string, matches: (value: string) => boolean): boolean =>
  !name.startsWith('<none>') && (matches(name) || matches(name.replace(/(?:@[^/]*|:[^/:]*)$/, '')))
