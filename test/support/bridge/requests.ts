import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Answered } from 'libswarm-core/testing'
import { build, builderMissing, makeContext } from '../buildkit.js'
import type { Asking, Shown } from './shown.js'

const address = '02:42:00:00:00:07'

/** Creates a container as a client asks for it, and tells a part of it as the engine has it. */
async function created({ client, engine }: Asking, body: object, tell: (inspected: Inspected) => unknown) {
  const made = await client('POST /containers/create?name=asked', { Image: 'busybox', ...body })
  if (made.status !== 201) throw new Error(made.text)
  try {
    return tell((await engine('GET /containers/asked/json')).json<Inspected>())
  } finally {
    await engine('DELETE /containers/asked')
  }
}

interface Inspected {
  readonly Config: { readonly MacAddress?: string }
  readonly HostConfig: { readonly PortBindings: unknown }
}

const statusesOf = (...answers: readonly Answered[]): readonly number[] => answers.map(({ status }) => status)

/** Prunes volumes without and with the filter `all`, and tells whether one with a name is there after each. */
async function prunesVolumes({ client, engine }: Asking): Promise<unknown> {
  await engine('POST /volumes/create', { Name: 'named' })
  const plain = await client('POST /volumes/prune')
  const between = await engine('GET /volumes/named')
  const all = await client(`POST /volumes/prune?filters=${encodeURIComponent('{"all":["true"]}')}`)
  const after = await engine('GET /volumes/named')
  await engine('DELETE /volumes/named')
  return statusesOf(plain, between, all, after)
}

async function createsTwice({ client, engine }: Asking): Promise<unknown> {
  const answers = [
    await client('POST /networks/create', { Name: 'twice' }),
    await client('POST /networks/create', { Name: 'twice' }),
  ]
  for (const { Id = '' } of answers.map((made) => made.json<{ Id?: string }>())) await engine(`DELETE /networks/${Id}`)
  return statusesOf(...answers)
}

/** Builds something, prunes with a terabyte reserved, and tells whether that has removed anything. */
async function prunesBuilds({ client, engine, address: host }: Asking): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'swarmd-test-'))
  try {
    await makeContext(folder)
    const { code, stderr } = await build(folder, { DOCKER_HOST: host }, ['--target', 'copied', 'context'])
    if (code !== 0) throw new Error(stderr)
    const pruned = await client(`POST /build/prune?all=1&reserved-space=${10 ** 12}`)
    return pruned.json<{ CachesDeleted: readonly string[] | null }>().CachesDeleted === null
  } finally {
    await engine('POST /build/prune?all=1')
    await rm(folder, { recursive: true })
  }
}

/** The steps that change what a newer client asks for. */
export const requests: readonly Shown[] = [
  {
    since: '1.42',
    operations: 'VolumePrune',
    look: prunesVolumes,
    before: [200, 404, 400, 404],
    from: [501, 200, 200, 404],
  },
  {
    since: '1.44',
    operations: 'ContainerCreate',
    look: (asking) =>
      created(
        asking,
        {
          HostConfig: { NetworkMode: 'own' },
          NetworkingConfig: { EndpointsConfig: { own: { MacAddress: address } } },
        },
        ({ Config }) => Config.MacAddress,
      ),
    before: undefined,
    from: address,
  },
  { since: '1.44', operations: 'NetworkCreate', look: createsTwice, before: [201, 201], from: [201, 409] },
  {
    since: '1.48',
    operations: 'BuildPrune',
    look: prunesBuilds,
    before: false,
    from: true,
    missing: builderMissing(),
  },
  {
    since: '1.53',
    operations: 'ContainerCreate',
    look: (asking) =>
      created(asking, { HostConfig: { PortBindings: { '80/tcp': [] } } }, ({ HostConfig }) => HostConfig.PortBindings),
    before: { '80/tcp': [] },
    from: {},
  },
]
