/** The numbers that a list such as `0-2,5` has, as its first and last each; undefined for what is no list. */
export function parseSet(text: string): readonly (readonly [number, number])[] | undefined {
  if (text === '') return []
  const ranges: [number, number][] = []
  for (const part of text.split(',')) {
    const [, from, to = from] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part) ?? []
    if (from === undefined || Number(from) > Number(to)) return undefined
    ranges.push([Number(from), Number(to)])
  }
  return ranges
}
