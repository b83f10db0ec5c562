import type { Answer } from 'libswarm-core'
import { isRunning, type Container } from '../containers/container.js'
import type { MakeError } from '../errors.js'
import type { Image } from './image-record.js'
import { freedLayers } from './layers.js'
import { isPinned, repositoryOf } from './renaming.js'

type Removed = Answer<'ImageDelete'>[number]

/** What a removal is decided on. */
export interface Removing {
  readonly image: Image
  /** What the client said. */
  readonly text: string
  /** The whole name that it means; undefined where it is an id. */
  readonly name: string | undefined
  readonly force: boolean
  /** All other images. */
  readonly others: readonly Image[]
  /** The containers that are made of the image. */
  readonly users: readonly Container[]
}

/** What a removal does. */
export interface Removal {
  /** The names that go, in order. */
  readonly names: readonly string[]
  /** How many of them clients are told of by an event. */
  readonly told: number
  /** Whether the image goes, too. */
  readonly whole: boolean
  /** What the client is answered. */
  readonly records: readonly Removed[]
  /** Bytes of the layers that go. */
  readonly freed: number
}

/** Decides a removal as moby's `daemon/images/image_delete.go` does; throws `Conflict`, in its words. */
export function planRemoval(asked: Removing, error: MakeError): Removal {
  const { image, name } = asked
  return name === undefined ? removalById(asked, error) : removalByName({ ...asked, image, name }, error)
}

function removalByName(asked: Removing & { readonly name: string }, error: MakeError): Removal {
  const { image, name, text, force, users } = asked
  const all = namesOf(image)
  const [user] = users
  if (!force && user !== undefined && isSingle(all)) {
    const why = `container ${short(user.id)} is using its referenced image ${short(image.id)}`
    throw error('Conflict', `conflict: unable to remove repository reference "${text}" (must force) - ${why}`)
  }
  const left = all.filter((other) => other !== name)
  const siblings = left.filter((other) => repositoryOf(other) === repositoryOf(name))
  // With the last tag of a repository go the digests that are known of it.
  const pinned = isPinned(name) || siblings.some((other) => !isPinned(other)) ? [] : siblings
  const keepers = force ? users.filter(isRunning) : users
  const whole = left.length === pinned.length && keepers.length === 0
  return removal(asked, [name, ...pinned], 1, whole)
}

function removalById(asked: Removing, error: MakeError): Removal {
  const { image, force, users } = asked
  const conflict = (hard: boolean, why: string): Error => {
    const how = hard ? 'cannot be forced' : 'must be forced'
    return error('Conflict', `conflict: unable to delete ${short(image.id)} (${how}) - ${why}`)
  }
  const all = namesOf(image)
  const running = users.find(isRunning)
  if (running !== undefined) {
    throw conflict(true, `image is being used by running container ${short(running.id)}`)
  }
  if (!force && !isSingle(all)) throw conflict(false, 'image is referenced in multiple repositories')
  const [user] = users
  if (!force && user !== undefined) {
    throw conflict(false, `image is being used by stopped container ${short(user.id)}`)
  }
  return removal(asked, all, all.length, true)
}

function removal({ image, others, users }: Removing, names: readonly string[], told: number, whole: boolean): Removal {
  // A container keeps the layers that it is on top of.
  const layers = whole && users.length === 0 ? freedLayers(image, others) : []
  const records = [
    ...names.map((name) => ({ Untagged: name })),
    ...(whole ? [{ Deleted: image.id }] : []),
    ...layers.map(({ id }) => ({ Deleted: id })),
  ]
  return { names, told, whole, records, freed: layers.reduce((sum, { size }) => sum + size, 0) }
}

/** Whether the names are at most one tag, and digests of the same repository. */
function isSingle(names: readonly string[]): boolean {
  const tags = names.filter((name) => !isPinned(name))
  return names.length <= 1 || (tags.length <= 1 && new Set(names.map(repositoryOf)).size === 1)
}

/** The names of an image in Docker's order: of one repository the tags come before the digests. */
export const namesOf = ({ tags, digests }: Image): readonly string[] => {
  const repositories = [...new Set([...tags, ...digests].map(repositoryOf))]
  const of = (names: readonly string[], repository: string): readonly string[] =>
    names.filter((name) => repositoryOf(name) === repository)
  return repositories.flatMap((repository) => [...of(tags, repository), ...of(digests, repository)])
}

/** The first twelve digits of an id. */
const short = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12)
