import { startRegistry, type Registry } from './registry.js'
import { newClient, succeed, type Client } from './registry-client.js'
import { closure, installed, ownFolders, pack } from './registry-packages.js'
import { copyForRelease } from './registry-release.js'

/** A registry that has what this repository publishes and all that it takes to install it, and one who uses it. */
export interface Stage {
  readonly registry: Registry
  readonly client: Client
  /** Publishes the packages in folders, under the tag `latest` unless another is given. */
  publish(folders: readonly string[], tag?: string): Promise<void>
  close(): Promise<void>
}

/** What a package that `npm init libswarm-backend` made is built with. */
const tools = ['typescript', '@types/node']

/**
 * Publishes this repository, as it is built now, to a registry of the test's own. lerna publishes the packages; what
 * they need from others is packed from where it is installed, so that nothing leaves this machine.
 */
export async function stage(): Promise<Stage> {
  const registry = await startRegistry()
  const client = await newClient(registry)
  const close = async () => {
    await registry.close()
    await client.remove()
  }
  const publish = async (folders: readonly string[], tag?: string) => {
    for (const packed of await pack(client, folders)) await registry.publish(packed, tag)
  }
  try {
    const own = await ownFolders()
    const all = await closure([...own, ...tools.map((name) => installed(name, 'a new backend'))])
    await publish(all.filter((folder) => !own.includes(folder)))
    const copy = await copyForRelease(client)
    await succeed(copy.lerna('publish', 'from-package', '--yes'))
  } catch (thrown) {
    await close()
    throw thrown
  }
  return { registry, client, publish, close }
}
