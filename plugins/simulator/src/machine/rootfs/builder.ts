import type { Instant } from '../../world.js'
import { fromText, toBytes, type ByteString } from '../byte-string.js'
import { Content } from '../files/content.js'
import { root } from '../files/container-files.js'
import type { Body, FrozenTree, Handle } from '../files/node.js'
import { Tree } from '../files/tree.js'
import type { Flavor } from '../kernel/proc.js'
import { Quota } from '../quota.js'
import { binaryContent } from './binary.js'

/** Whose an entry is, and what may be done with it. */
export interface Entry {
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
}

/** Builds the tree of an image on top of another one. Paths are absolute; directories on the way are made. */
export class ImageBuilder {
  readonly #tree: Tree

  /** All is as old as `made`. */
  constructor(made: Instant, base?: FrozenTree) {
    const options = { bytes: new Quota(Infinity), inodes: new Quota(Infinity), now: () => made }
    this.#tree = new Tree(base === undefined ? options : { ...options, image: base })
  }

  /** Makes it, or gives it another mode and owner. */
  directory(path: ByteString, entry: Entry = {}): this {
    const there = this.#find(path)
    if (there === undefined) this.#add(path, { kind: 'directory', entries: new Map() }, { mode: 0o755, ...entry })
    else Object.assign(this.#tree.own(there), entry)
    return this
  }

  /** `text` becomes UTF-8. */
  file(path: ByteString, text: string, entry: Entry = {}): this {
    const content = Content.of(toBytes(fromText(text)))
    return this.#replace(path, { kind: 'file', content }, { mode: 0o644, ...entry })
  }

  /** A program; without `name` the one that is many. */
  program(path: ByteString, flavor: Flavor, name?: string, entry: Entry = {}): this {
    return this.file(path, binaryContent({ flavor, program: name }), { mode: 0o755, ...entry })
  }

  symlink(path: ByteString, target: ByteString): this {
    return this.#replace(path, { kind: 'symlink', target }, { mode: 0o777 })
  }

  device(path: ByteString, numbers: readonly [number, number], entry: Entry = {}): this {
    return this.#replace(path, { kind: 'character', numbers }, { mode: 0o666, ...entry })
  }

  /** Makes a directory, an empty file or a symlink where nothing is yet that could be one. */
  missing(path: ByteString, kind: 'directory' | 'file' | 'symlink', target = ''): this {
    if (this.#find(path) !== undefined) return this
    if (kind === 'directory') return this.directory(path)
    return kind === 'file' ? this.file(path, '', { mode: 0o755 }) : this.symlink(path, target)
  }

  /** Another name of a file that is there. */
  link(path: ByteString, existing: ByteString): this {
    const handle = this.#find(existing)
    if (handle !== undefined) this.#tree.link(this.#parent(path), nameOf(path), handle)
    return this
  }

  freeze(): FrozenTree {
    return this.#tree.freeze()
  }

  #replace(path: ByteString, body: Body, entry: Entry): this {
    const there = this.#find(path)
    if (there !== undefined) this.#tree.remove(this.#parent(path), nameOf(path), there)
    this.#add(path, body, entry)
    return this
  }

  #add(path: ByteString, body: Body, { mode = 0o755, uid = 0, gid = 0 }: Entry): Handle {
    return this.#tree.create(this.#parent(path), nameOf(path), body, { mode, uid, gid })
  }

  #parent(path: ByteString): Handle {
    const above = path.slice(0, path.lastIndexOf('/'))
    if (above === '') return this.#tree.root
    return this.#find(above) ?? this.#add(above, { kind: 'directory', entries: new Map() }, {})
  }

  /** What is there, without following symlinks. */
  #find(path: ByteString): Handle | undefined {
    let here: Handle | undefined = this.#tree.root
    for (const name of path.split('/').slice(1)) {
      if (name === '') continue
      if (here === undefined || this.#tree.current(here).kind !== 'directory') return undefined
      here = this.#tree.child(here, name, root)
    }
    return here
  }
}

const nameOf = (path: ByteString): ByteString => path.slice(path.lastIndexOf('/') + 1)
