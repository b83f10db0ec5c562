import { wrong, type Shape } from './shape.js'

const takes = 'the mode of a file as an octal number in quotes ("0660")'

/** A mode as chmod(1) takes it, as a text: YAML reads 0660 as another number, and JSON does not read it. */
export const mode: Shape<number> = {
  takes,
  read(node, name) {
    const written = node.kind === 'scalar' ? node.value : undefined
    if (typeof written !== 'string' || !/^0?[0-7]{3}$/.test(written)) throw wrong(node, name, takes)
    return Number.parseInt(written, 8)
  },
}

/** A mode as `mode` reads it. */
export function formatMode(value: number): string {
  return value.toString(8).padStart(4, '0')
}
