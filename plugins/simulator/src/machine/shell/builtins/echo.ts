import { echoText } from '../../programs/text/echo.js'
import { print, type Run } from './builtin.js'

/** `echo`: its options and escapes differ from shell to shell. */
export const echo: Run = (shell, words) => {
  const expands = shell.dialect === 'dash' || shell.shopt.get('xpg_echo') === true
  return print(shell, echoText(words.slice(1), shell.dialect, expands))
}
