/** Where a terminal passes on what is typed. */
export interface Typed {
  echo(bytes: Uint8Array): void
  /** A line, with its end unless Ctrl-D sent it off. */
  line(bytes: Uint8Array): void
  /** Ctrl-D on an empty line. */
  end(): void
  /** Ctrl-C and Ctrl-\. */
  signal(number: number): void
}

// Linux keeps no more of a line (termios(3), canonical mode).
const longestLine = 4095

const key = { interrupt: 3, end: 4, backspace: 8, lineFeed: 10, carriageReturn: 13, kill: 21, quit: 28, erase: 127 }
const bytes = (text: string): Uint8Array => Buffer.from(text)
const rubOut = bytes('\b \b')

/** What Linux makes of the keys before a program reads them: echo, whole lines, signals. */
export class Terminal {
  #line: number[] = []
  #echoed: number[] = []
  readonly #typed: Typed

  constructor(typed: Typed) {
    this.#typed = typed
  }

  take(typed: Uint8Array): void {
    for (const byte of typed) this.#key(byte)
    this.#show()
  }

  #key(byte: number): void {
    switch (byte) {
      case key.carriageReturn:
      case key.lineFeed:
        this.#echoed.push(key.lineFeed)
        this.#line.push(key.lineFeed)
        return this.#send()
      case key.backspace:
      case key.erase:
        return this.#erase()
      case key.kill:
        while (this.#line.length > 0) this.#erase()
        return
      case key.end:
        return this.#line.length === 0 ? this.#typed.end() : this.#send()
      case key.interrupt:
      case key.quit:
        this.#line = []
        this.#echoed.push(...bytes(byte === key.interrupt ? '^C' : '^\\'))
        this.#show()
        return this.#typed.signal(byte === key.interrupt ? 2 : 3)
      default:
        if (this.#line.length >= longestLine) return
        this.#line.push(byte)
        this.#echoed.push(byte)
    }
  }

  #send(): void {
    const line = Uint8Array.from(this.#line)
    this.#line = []
    this.#typed.line(line)
  }

  #show(): void {
    if (this.#echoed.length > 0) this.#typed.echo(Uint8Array.from(this.#echoed))
    this.#echoed = []
  }

  /** Takes a character back: the bytes behind the first one of it begin with the bits 10. */
  #erase(): void {
    if (this.#line.length === 0) return
    while (((this.#line.pop() ?? 0) & 0xc0) === 0x80);
    this.#echoed.push(...rubOut)
  }
}

/** What a program writes, as a terminal shows it: each line feed moves to the first column too. */
export function cooked(written: Uint8Array): Uint8Array {
  if (!written.includes(key.lineFeed)) return written
  return Buffer.from(Buffer.from(written).toString('latin1').replaceAll('\n', '\r\n'), 'latin1')
}
