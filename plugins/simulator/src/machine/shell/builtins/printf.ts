import type { ByteString } from '../../byte-string.js'
import { complainAs } from '../complain.js'
import type { Dialect } from '../dialect.js'
import type { Shell } from '../shell.js'
import { unescape, type EscapeStyle } from '../words/escapes.js'
import { backslashed } from '../words/quoting.js'
import { print, readFlags, type Run } from './builtin.js'
import { formatFloat, pad, readFloat } from './printf-number.js'
import type { Spec } from './spec.js'
import { formatTime } from './printf-time.js'

const common: EscapeStyle = { escape: true, hex: true, unicode: false, octal: 'plain', quotes: false, control: 'none' }

/** `printf`: the format is used again for as long as there are arguments. */
export const printf: Run = async (shell, words) => {
  const { given, operands, wrong } = readFlags(words, shell.dialect === 'bash' ? 'v:' : '')
  if (wrong !== undefined || operands.length === 0) return misused(shell, wrong)
  const [format = '', ...values] = operands
  const printing = new Printing(shell, values)
  await printing.run(format)
  const variable = given.get('v')
  if (variable !== undefined) {
    shell.assign(variable, printing.text)
    return printing.status
  }
  const status = await print(shell, printing.text, 'printf')
  return status === 0 ? printing.status : status
}

async function misused(shell: Shell, wrong: string | undefined): Promise<number> {
  if (shell.dialect === 'bash') {
    if (wrong !== undefined) await complainAs(shell, 'printf', `-${wrong}: invalid option`)
    await shell.say('printf: usage: printf [-v var] format [arguments]\n')
    return 2
  }
  if (wrong !== undefined) {
    await complainAs(shell, 'printf', `Illegal option -${wrong}`)
    return 2
  }
  if (shell.dialect === 'dash') await complainAs(shell, 'printf', 'usage: printf format [arg ...]')
  else
    await shell.say(
      'BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.\n\nUsage: printf FORMAT [ARG]...\n\nFormat and print ARG(s) according to FORMAT (a-la C printf)\n',
    )
  return shell.dialect === 'dash' ? 2 : 1
}

/** The escapes of the format. */
const formatStyles: Readonly<Record<Dialect, EscapeStyle>> = {
  ash: { ...common, control: 'ends' },
  bash: { ...common, unicode: true, quotes: true },
  dash: { ...common, escape: false, hex: false },
}

const conversion = /%([-+ #0]*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:[hlLjzt]*)(\([^)]*\)T|.)?/gs

class Printing {
  text = ''
  status = 0
  readonly #shell: Shell
  readonly #values: readonly ByteString[]
  #used = 0
  #ended = false

  constructor(shell: Shell, values: readonly ByteString[]) {
    this.#shell = shell
    this.#values = values
  }

  async run(format: ByteString): Promise<void> {
    for (;;) {
      const turn = this.#shell.proc.tick()
      if (turn !== undefined) await turn
      const before = this.#used
      if (!(await this.#once(format)) || this.#ended) return
      if (this.#used >= this.#values.length || this.#used === before) return
    }
  }

  /** Uses the format once; false where it is wrong. */
  async #once(format: ByteString): Promise<boolean> {
    let from = 0
    const style = formatStyles[this.#shell.dialect]
    const plain = (to: number): void => {
      const shown = unescape(format.slice(from, to), style)
      this.text += shown.text
      this.#ended ||= shown.ended
    }
    conversion.lastIndex = 0
    for (const found of format.matchAll(conversion)) {
      plain(found.index)
      if (this.#ended) return true
      from = found.index + found[0].length
      if (!(await this.#convert(found))) return false
      if (this.#ended) return true
    }
    plain(format.length)
    return true
  }

  #next(): ByteString | undefined {
    return this.#values[this.#used++]
  }

  async #convert(found: RegExpMatchArray): Promise<boolean> {
    const [written, flags = '', width, precision, kind] = found
    if (kind === '%' && written === '%%') {
      this.text += '%'
      return true
    }
    const size = width === '*' ? Number(this.#next() ?? 0) : Number(width ?? 0)
    const digits =
      precision === '*' ? Number(this.#next() ?? 0) : precision === undefined ? undefined : Number(precision)
    const spec = {
      flags: size < 0 ? `${flags}-` : flags,
      width: Math.min(Math.abs(size), 1_000_000),
      precision: digits,
    }
    const value = await this.#valueOf(kind, spec, found)
    if (value === undefined) return false
    this.text += value
    return true
  }

  async #valueOf(
    kind: string | undefined,
    spec: Spec,
    { 0: written, index, input }: RegExpMatchArray,
  ): Promise<ByteString | undefined> {
    const { dialect } = this.#shell
    switch (kind ?? '') {
      case 's':
        return pad(cut(this.#next() ?? '', spec), spec)
      case 'b':
        return this.#escaped(this.#next() ?? '', spec)
      case 'c':
        return pad((this.#next() ?? '').slice(0, 1), spec)
      case 'd':
      case 'i':
      case 'o':
      case 'u':
      case 'x':
      case 'X':
        return integer(kind!, await this.#integer(this.#next()), spec)
      case 'a':
      case 'A':
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G':
        return formatFloat(kind!, await this.#float(this.#next()), spec)
    }
    if (dialect === 'bash' && kind === 'q') return pad(backslashed(this.#next() ?? ''), spec)
    if (dialect === 'bash' && kind?.endsWith('T') === true) {
      return pad(formatTime(this.#shell, kind.slice(1, -2), this.#next()), spec)
    }
    await this.#misformed(written, kind, (input ?? '').slice((index ?? 0) + written.length - (kind?.length ?? 0)))
    return undefined
  }

  async #misformed(written: string, kind: string | undefined, rest: ByteString): Promise<void> {
    this.status = 1
    const { dialect } = this.#shell
    if (dialect === 'bash') {
      const sentence = kind === undefined ? "`%': missing format character" : `\`${kind}': invalid format character`
      return complainAs(this.#shell, 'printf', sentence)
    }
    if (dialect === 'dash') {
      this.status = 2
      return complainAs(
        this.#shell,
        'printf',
        `${written.length > 2 ? written.slice(0, -1) : written}: invalid directive`,
      )
    }
    return complainAs(this.#shell, 'printf', `%${rest}: invalid format`)
  }

  #escaped(text: ByteString, spec: Spec): ByteString {
    const style: EscapeStyle = { ...common, octal: 'both', control: 'ends', unicode: this.#shell.dialect === 'bash' }
    const shown = unescape(text, style)
    if (shown.ended) this.#ended = true
    return pad(cut(shown.text, spec), spec)
  }

  async #integer(given: ByteString | undefined): Promise<bigint> {
    const text = (given ?? '').trimStart()
    const { dialect } = this.#shell
    if (text === '')
      return dialect === 'ash' || (given !== undefined && dialect === 'bash') ? this.#bad(given ?? '', 0n) : 0n
    if (/^["']/.test(text)) return BigInt(text.length > 1 ? text.charCodeAt(1) : 0)
    const [, sign = '', digits = ''] = /^([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)/.exec(text) ?? []
    const size = digits === '' ? 0n : BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits}` : digits)
    const value = sign === '-' ? -size : size
    return sign.length + digits.length === text.length && digits !== '' ? value : this.#bad(text, value)
  }

  async #bad<T>(text: ByteString, value: T): Promise<T> {
    this.status = 1
    const { dialect } = this.#shell
    if (dialect === 'ash') {
      await complainAs(this.#shell, 'printf', `invalid number '${text}'`)
      return 0n as T
    }
    const hasDigits = /^[-+]?\d/.test(text)
    const reason = hasDigits ? 'not completely converted' : 'expected numeric value'
    await complainAs(this.#shell, 'printf', `${text}: ${dialect === 'bash' ? 'invalid number' : reason}`)
    return value
  }

  async #float(given: ByteString | undefined): Promise<number> {
    const { value, isWhole } = readFloat(given ?? '')
    return isWhole ? value : this.#bad(given ?? '', value)
  }
}

const cut = (text: ByteString, { precision }: Spec): ByteString =>
  precision === undefined || precision < 0 ? text : text.slice(0, precision)

const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n]

function integer(kind: string, given: bigint, spec: Spec): ByteString {
  const isSigned = kind === 'd' || kind === 'i'
  const value = given > most && isSigned ? most : given < least ? least : given
  const { flags, precision } = spec
  const magnitude = isSigned ? (value < 0n ? -value : value) : BigInt.asUintN(64, value)
  const base = kind === 'o' ? 8 : kind === 'x' || kind === 'X' ? 16 : 10
  let digits = magnitude.toString(base)
  if (kind === 'X') digits = digits.toUpperCase()
  if (precision !== undefined) digits = digits.padStart(precision, '0')
  if (flags.includes('#') && kind === 'o' && !digits.startsWith('0')) digits = `0${digits}`
  const marked = flags.includes('#') && base === 16 && magnitude !== 0n ? `0${kind}` : ''
  const sign = isSigned ? (value < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') : ''
  return pad(digits, spec, sign + marked, precision === undefined)
}
