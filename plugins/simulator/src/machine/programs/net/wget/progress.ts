import type { ByteString } from '../../../byte-string.js'

/** The bar of a download that has ended, as busybox draws it. */
export function progressLine(path: ByteString, bytes: number, isTerminal: boolean): ByteString {
  const name = path
    .slice(path.lastIndexOf('/') + 1)
    .slice(0, 20)
    .padEnd(20)
  const line = `${name} 100% |${'*'.repeat(32)}| ${shortSize(bytes)}  0:00:00 ETA\n`
  return isTerminal ? `\r${line}` : line
}

const units = ' kMGTPEZY'

/** In five characters: bytes up to 99,999, above them such as `97.6k`, ` 976k`, `11.7M`. */
function shortSize(bytes: number): string {
  if (bytes < 100_000) return String(bytes).padStart(5)
  let value = bytes
  let unit = 0
  for (; value >= 10_000; unit++) value /= 1024
  const shown = value < 100 ? (Math.floor(value * 10) / 10).toFixed(1) : String(Math.floor(value))
  return (shown + units[unit]).padStart(5)
}
