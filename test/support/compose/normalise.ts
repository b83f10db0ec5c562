/**
 * What docker-compose said, without what differs from run to run: it works on services at once, so it pads their names as
 * it comes to know them, lists containers by their age, and draws rulers under the widest cells.
 */
export function withoutChance(text: string): string {
  return text
    .replace(/ +(?=\.\.\. ?(done|failed)?\r?$)/gm, ' ')
    .replace(/^-+\n/gm, '')
    .replace(/(?<=^(?:Attaching to|Going to remove) ).*$|(?<=^Found orphan containers \()[^)]*/gm, sorted)
}

const sorted = (names: string): string => names.split(', ').toSorted().join(', ')
