import type { Instant } from '../../world.js'
import { officialName, type Reference } from '../../images/reference.js'
import type { FrozenTree } from '../files/node.js'
import type { Flavor } from '../kernel/proc.js'
import { alpineGroups, alpineTree, alpineUsers } from './alpine.js'
import { distrolessTree, helloTree } from './bare.js'
import { ImageBuilder } from './builder.js'
import { busyboxTree } from './busybox.js'
import { debianGroups, debianTree, debianUsers, type Release } from './debian.js'
import { alpineRelease, debianRelease, fedora, ubuntuRelease } from './releases.js'
import { addService, type BaseAccounts } from './service.js'
import { services, userServices, variants } from './services.js'

/** When all that is in images was made. */
const made: Instant = Date.UTC(2025, 5, 10) * 1000

interface Base extends BaseAccounts {
  readonly tree: FrozenTree
  readonly flavor: Flavor
}

// There are as many as there are releases, and each is made once.
const bases = new Map<string, FrozenTree>()

function shared(name: string, make: () => FrozenTree): FrozenTree {
  const tree = bases.get(name) ?? make()
  bases.set(name, tree)
  return tree
}

/**
 * The files of an image that a registry gave, by its name: those of an official image as it has them, and of any other one
 * those of busybox with a program `/app`. What images have in common is shared. Keep it with the image: it is made anew.
 */
export function rootfsOf(reference: Reference): FrozenTree {
  const { path, tag = 'latest' } = reference
  const name = officialName(reference)
  if (name === 'hello-world') return shared(name, () => helloTree(made))
  if (name === 'busybox') return shared(name, () => busyboxTree(made))
  if (name === 'debian' || name === 'ubuntu' || name === 'alpine' || name === 'fedora') return baseOf(name, tag).tree
  const service = name !== undefined && Object.hasOwn(services, name) ? services[name] : undefined
  if (service !== undefined) {
    const base =
      onAlpine.has(name ?? '') || tag.includes('alpine') ? baseOf('alpine', tag) : baseOf('debian', releaseIn(tag))
    const image = new ImageBuilder(made, base.tree)
    addService(image, service, base.flavor, base)
    for (const [of, tags, more] of variants)
      if (of === name && tags.test(tag)) addService(image, more, base.flavor, base)
    return image.freeze()
  }
  const ofUser = Object.hasOwn(userServices, path) ? userServices[path] : undefined
  if (ofUser !== undefined) {
    const base = baseOf('alpine', 'latest')
    const image = new ImageBuilder(made, base.tree)
    addService(image, ofUser, base.flavor, base)
    return image.freeze()
  }
  if (path.includes('distroless')) return shared('distroless', () => distrolessTree(made))
  return shared('other', () => new ImageBuilder(made, rootfsOf(busybox)).program('/app', 'busybox', 'app').freeze())
}

const busybox: Reference = { domain: 'docker.io', path: 'library/busybox' }
const onAlpine = new Set(['registry', 'traefik'])

/** The name of a Debian in the tag of an image that is based on it. */
const releaseIn = (tag: string): string => /bullseye|bookworm|trixie/.exec(tag)?.[0] ?? ''

function baseOf(name: string, tag: string): Base {
  if (name === 'alpine') {
    const [, ofTag = tag] = /alpine(3\.\d+)/.exec(tag) ?? []
    const release = alpineRelease(ofTag)
    // Tags are anybody's: only what a few releases have in common is kept.
    const tree =
      release === alpineRelease('') ? shared(name, () => alpineTree(made, release)) : alpineTree(made, release)
    return { tree, flavor: 'busybox', passwd: alpineUsers, group: alpineGroups }
  }
  const release = name === 'ubuntu' ? ubuntuRelease(tag) : name === 'fedora' ? fedora : debianRelease(tag)
  const tree = shared(`${name} ${release.issue}`, () => withUser(debianTree(made, release), release))
  return { tree, flavor: 'gnu', passwd: debianUsers, group: debianGroups }
}

/** A Debian with the user that it comes with. */
function withUser(tree: FrozenTree, { user }: Release): FrozenTree {
  if (user === undefined) return tree
  const image = new ImageBuilder(made, tree)
  const home = { uid: 1000, gid: 1000, mode: 0o750 }
  const lines = { passwd: `${user}:x:1000:1000:Ubuntu:/home/${user}:/bin/bash`, group: `${user}:x:1000:` }
  const accounts = { passwd: debianUsers, group: debianGroups }
  addService(image, { user: lines, directories: { [`/home/${user}`]: home } }, 'gnu', accounts)
  return image.freeze()
}
