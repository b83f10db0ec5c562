import { generateName } from '../names.js'
import type { State } from '../state.js'

/** The name, without `/`, that a client asks for. Throws where it is no name, or another container has it. */
export function claimName({ containers, error }: State, asked: string): string {
  if (!/^\/?[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(asked)) {
    const sentence = `Invalid container name (${asked}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`
    throw error('InvalidParameter', sentence)
  }
  const name = asked.replace(/^\//, '')
  const owner = containers.named(name)
  if (owner === undefined) return name
  const remedy = 'You have to remove (or rename) that container to be able to reuse that name.'
  const sentence = `Conflict. The container name "/${name}" is already in use by container "${owner.id}".`
  throw error('Conflict', `${sentence} ${remedy}`)
}

/** A name that no container has. */
export function freeName({ containers, random }: State): string {
  for (let attempt = 0; ; attempt++) {
    const name = generateName(random, attempt)
    if (containers.named(name) === undefined) return name
  }
}

/** An id that no container has. One whose short form is a number is passed over, as moby does. */
export function freeId({ containers, random }: State): string {
  for (;;) {
    const id = Buffer.from(random(32)).toString('hex')
    if (!/^\d{12}/.test(id) && containers.get(id) === undefined) return id
  }
}
