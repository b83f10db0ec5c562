import type { Program } from '../task.js'

const seconds = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 } as const
const number = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/

/** `sleep 1 .5s 2m infinity`: their sum. */
export const sleep: Program = async (task) => {
  const [, ...words] = task.argv
  if (words.length === 0) {
    void task.warn('Usage: sleep [N]...\n')
    return 1
  }
  let total = 0
  for (const word of words) {
    const [, digits, suffix = ''] = number.exec(word) ?? []
    if (/^inf(inity)?$/i.test(word)) total = Infinity
    else if (digits !== undefined) total += Number(digits) * seconds[suffix as keyof typeof seconds]
    else {
      task.complain(`invalid number '${word}'`)
      return 1
    }
  }
  await task.rest(total * 1_000_000)
  return 0
}
