import type { MakeError } from './errors.js'

const thousands = ['', 'k', 'm', 'g']

/** Reads bytes a second: `500`, `64kB`, `10MB`, `1.5MB/s`, `10MiB`. Throws `InvalidParameter` for anything else. */
export function readSpeed(text: string, error: MakeError): number {
  const pattern = /^(\d+(?:\.\d+)?) ?([kmg]?)(i?)b?(?:\/s)?$/i
  const [, amount = '', prefix = '', binary = ''] = pattern.exec(text) ?? []
  const speed = Number(amount) * (binary === '' ? 1000 : 1024) ** thousands.indexOf(prefix.toLowerCase())
  if (amount !== '' && speed > 0 && (binary === '' || prefix !== '')) return speed
  const examples = 'write bytes a second, such as --pull-speed 500kB or --pull-speed 10MB, or nothing for at once'
  throw error('InvalidParameter', `"${text}" is no speed: ${examples}`)
}
