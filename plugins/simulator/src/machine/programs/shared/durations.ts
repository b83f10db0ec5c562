const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86400 }

/** Reads a length of time as sleep(1) takes it (`1.5`, `2m`, `infinity`), in microseconds; undefined where it is none. */
export function readDuration(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+|inf(?:inity)?)([smhd]?)$/.exec(text) ?? []
  if (number === undefined || text.length > 40) return undefined
  return (number.startsWith('inf') ? Infinity : Number(number)) * units[unit]! * 1e6
}
