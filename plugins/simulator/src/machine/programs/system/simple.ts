import type { Program } from '../../kernel/proc.js'
import { complain, reasonOf } from '../complain.js'
import { refuse, wordsOf } from '../shared/words.js'

/** Writes a line for ever. */
export const yes: Program = async (proc) => {
  const words = wordsOf(proc, { short: '+', usage: '[STRING]...' })
  if (typeof words === 'number') return words
  const line = `${words.operands.length === 0 ? 'y' : words.operands.join(' ')}\n`
  const block = line.repeat(Math.max(1, Math.floor(4096 / line.length)))
  try {
    for (;;) {
      const wait = proc.write(1, block) ?? proc.tick()
      if (wait !== undefined) await wait
    }
  } catch (thrown) {
    const output = proc.flavor === 'gnu' ? 'standard output' : '(null)'
    await complain(proc, `${output}: ${reasonOf(thrown)}`)
    return 1
  }
}

/** Writes what was written to disks: there are none. */
export const sync: Program = async (proc) => {
  const words = wordsOf(proc, { short: 'df', long: { data: 'd', 'file-system': 'f' }, usage: '[FILE]...' })
  return typeof words === 'number' ? words : 0
}

/** Clears the screen. */
export const clear: Program = async (proc) => {
  if (proc.flavor === 'gnu' && !proc.env.has('TERM')) {
    await proc.write(2, 'TERM environment variable not set.\n')
    return 1
  }
  await proc.write(1, proc.flavor === 'gnu' ? '\x1b[H\x1b[2J\x1b[3J' : '\x1b[H\x1b[J')
  return 0
}

/** Puts the terminal into the state that it was in at first. */
export const reset: Program = async (proc) => {
  if (proc.isTerminal(1)) await proc.write(1, '\x1bc\x1b(B\x1b[m\x1b[J\x1b[?25h')
  return 0
}

/** Shows the name of the terminal of the standard input. */
export const tty: Program = async (proc) => {
  const words = wordsOf(proc, {
    short: 's',
    long: { silent: 's', quiet: 's' },
    usage: '[-s]',
    wrong: { gnu: 2, busybox: 2 },
  })
  if (typeof words === 'number') return words
  const isTerminal = proc.isTerminal(0)
  if (!words.has('s')) await proc.write(1, isTerminal ? '/dev/pts/0\n' : 'not a tty\n')
  return isTerminal ? 0 : 1
}

/** Shows or changes a terminal; what it may change changes nothing here. */
export const stty: Program = async (proc) => {
  const operands = proc.argv.slice(1).filter((word) => !/^-[aFg]/.test(word))
  const gnu = proc.flavor === 'gnu'
  if (!proc.isTerminal(0)) {
    await complain(proc, `${gnu ? `'standard input'` : 'standard input'}: Inappropriate ioctl for device`)
    return 1
  }
  const { rows, columns } = proc.terminalSize() ?? { rows: 24, columns: 80 }
  if (operands[0] === 'size') await proc.write(1, `${rows} ${columns}\n`)
  else if (operands.length === 0)
    await proc.write(
      1,
      `speed 38400 baud;${proc.argv.length > 1 ? ` rows ${rows}; columns ${columns};` : ' line = 0;'}\n-brkint -imaxbel\n`,
    )
  return 0
}

/** Whether others may write to the terminal: nobody is there. */
export const mesg: Program = async (proc) => {
  if (proc.isTerminal(0)) {
    await proc.write(1, 'is n\n')
    return 1
  }
  if (proc.flavor === 'gnu') return 2
  return refuse(proc, { short: '', usage: '[y|n]' }, '')
}
