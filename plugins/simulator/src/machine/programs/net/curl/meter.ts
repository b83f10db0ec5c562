import type { Proc } from '../../../kernel/proc.js'
import type { Tally } from './tally.js'

const head =
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
  '                                 Dload  Upload   Total   Spent    Left  Speed\n'

/** The table of how a transfer goes on: its beginning and its end. */
export class Meter {
  readonly #proc: Proc
  readonly #isOn: boolean
  #isHeaded = false

  constructor(proc: Proc, isOn: boolean) {
    this.#proc = proc
    this.#isOn = isOn
  }

  async begin(): Promise<void> {
    if (!this.#isOn) return
    await this.#proc.write(2, `${this.#isHeaded ? '' : head}\r${row(0, 0, 0, 0, 0, 0)}`)
    this.#isHeaded = true
  }

  async end({ downloaded, uploaded, expected, elapsed }: Tally): Promise<void> {
    if (!this.#isOn) return
    const rate = (bytes: number): number => Math.floor((bytes * 1e6) / Math.max(elapsed, 1))
    const total = uploaded + (expected ?? downloaded)
    await this.#proc.write(
      2,
      `\r${row(total, downloaded, uploaded, rate(downloaded), rate(uploaded), rate(downloaded))}\n`,
    )
  }
}

function row(total: number, down: number, up: number, rate: number, upRate: number, current: number): string {
  const percent = (part: number): string => String(total === 0 || part === 0 ? 0 : 100).padStart(3)
  const all = total === 0 ? 0 : Math.floor(((down + up) * 100) / total)
  const of = [
    `${String(all).padStart(3)} ${short(total)}`,
    `${percent(down)} ${short(down)}`,
    `${percent(up)} ${short(up)}`,
  ]
  return `${of.join('  ')}  ${short(rate)}  ${short(upRate)} ${'--:--:-- '.repeat(3)}${short(current)}`
}

/** In five characters. */
function short(bytes: number): string {
  if (bytes < 100_000) return String(bytes).padStart(5)
  if (bytes < 10_000 * 1024) return `${Math.floor(bytes / 1024)}k`.padStart(5)
  return bytes < 100 * 2 ** 20 ? `${(bytes / 2 ** 20).toFixed(1)}M` : `${Math.floor(bytes / 2 ** 20)}M`.padStart(5)
}
