const suffixes: Readonly<Record<string, number>> = {
  b: 512,
  k: 1024,
  K: 1024,
  KiB: 1024,
  kB: 1000,
  KB: 1000,
  m: 2 ** 20,
  M: 2 ** 20,
  MiB: 2 ** 20,
  MB: 10 ** 6,
  G: 2 ** 30,
  GiB: 2 ** 30,
  GB: 10 ** 9,
}

/** A count with one of the suffixes of coreutils' programs; undefined where it is none. */
export function readCount(text: string): number | undefined {
  const found = /^(\d+)([a-zA-Z]*)$/.exec(text)
  if (found === null) return undefined
  const [, digits, suffix = ''] = found
  const factor = suffix === '' ? 1 : suffixes[suffix]
  return factor === undefined ? undefined : Number(digits) * factor
}
