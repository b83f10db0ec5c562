import type { Patience } from '../late.js'
import { codes, Failed } from './gnu-wanted.js'

/** Waits no longer than patience lasts. Throws `Failed` with the sentence then, which may be tried again. */
export async function orLate<T>(work: Promise<T>, patience: Patience, sentence: string): Promise<T> {
  const late = async (): Promise<never> => {
    await patience.out()
    throw new Failed(sentence, codes.network, true)
  }
  return Promise.race([work, late()])
}
