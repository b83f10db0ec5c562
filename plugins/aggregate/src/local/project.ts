import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { networks } from '../networks/kind.js'
import { volumes } from '../volumes/kind.js'
import { learn } from './kind.js'

/** What docker-compose writes on all that it makes (`docker-compose` 1 and the plugin alike). */
export const projectLabel = 'com.docker.compose.project'

/** The nodes that have networks, volumes or containers of a project of Compose. */
export async function nodesOfProject(pool: Pool, project: string): Promise<readonly Node[]> {
  const kinds = await Promise.all([networks, volumes].map((kind) => learn(kind, pool.healthy())))
  const isOfProject = (labels: Readonly<Record<string, string>>) => labels[projectLabel] === project
  return pool.healthy().filter((node) => {
    const has = kinds.some(({ lists }) => lists.get(node)?.some(({ labels }) => isOfProject(labels)))
    return has || [...node.view.containers.all()].some(({ Labels }) => isOfProject(Labels ?? {}))
  })
}
