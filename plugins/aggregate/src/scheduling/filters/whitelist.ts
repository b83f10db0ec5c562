import { firstOf, type Filter } from './filter.js'

/** Only the nodes that every `whitelist:node==a|b` names, by name or id. */
export const whitelist: Filter = {
  name: 'whitelist',
  against: ({ whitelists }) =>
    firstOf(
      whitelists.map(
        ({ text, nodes }) =>
          (node) =>
            nodes.has(node.name) || nodes.has(node.id) ? undefined : `${text} does not name it`,
      ),
    ),
}
