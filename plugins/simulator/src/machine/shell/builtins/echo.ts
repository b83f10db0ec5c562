import { unescape, type EscapeStyle } from '../words/escapes.js'
import { print, type Run } from './builtin.js'

const style: EscapeStyle = {
  escape: true, hex: true, unicode: false, octal: 'zero', quotes: false, control: 'ends',
} // prettier-ignore

/** `echo`: its options and escapes differ from shell to shell. */
export const echo: Run = (shell, words) => {
  const { dialect } = shell
  let [isEscaped, hasEnd, at] = [dialect === 'dash' || shell.shopt.get('xpg_echo') === true, true, 1]
  for (; at < words.length; at++) {
    const word = words[at]!
    if (!(dialect === 'dash' ? /^-n$/ : /^-[neE]+$/).test(word)) break
    for (const letter of word.slice(1)) {
      if (letter === 'n') hasEnd = false
      else isEscaped = letter === 'e'
    }
    if (dialect === 'dash') {
      at++
      break
    }
  }
  const text = words.slice(at).join(' ')
  if (!isEscaped) return print(shell, hasEnd ? `${text}\n` : text)
  const shown = unescape(text, styleOf(dialect))
  return print(shell, hasEnd && !shown.ended ? `${shown.text}\n` : shown.text)
}

function styleOf(dialect: 'ash' | 'bash' | 'dash'): EscapeStyle {
  if (dialect === 'bash') return { ...style, unicode: true }
  // dash knows of neither \e nor \x.
  return dialect === 'dash' ? { ...style, escape: false, hex: false, octal: 'both' } : { ...style, octal: 'zero' }
}
