import { fromBytes, type ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import { percentEncoded } from '../../../http/percent.js'
import type { Proc } from '../../../kernel/proc.js'
import { readFileOf } from '../read-file.js'
import { CurlError } from './curl-error.js'
import type { CurlWords } from './options.js'

/** What is sent with a request, from `-d` and its like; undefined without any. */
export async function dataOf(proc: Proc, words: CurlWords): Promise<ByteString | undefined> {
  let data: ByteString | undefined
  for (const [name, value] of words.given) {
    const piece = await pieceOf(proc, name, value)
    if (piece === undefined) continue
    data = data === undefined ? piece : data + (name === 'json' ? '' : '&') + piece
  }
  return data
}

async function pieceOf(proc: Proc, name: string, value: ByteString): Promise<ByteString | undefined> {
  switch (name) {
    case 'data':
      return value.startsWith('@') ? (await fileText(proc, value.slice(1))).replace(/[\r\n\0]/g, '') : value
    case 'data-binary':
    case 'json':
      return value.startsWith('@') ? fileText(proc, value.slice(1)) : value
    case 'data-raw':
      return value
    case 'data-urlencode':
      return encoded(proc, value)
    default:
      return undefined
  }
}

/** `content`, `=content`, `name=content`, `@file`, `name@file`. */
async function encoded(proc: Proc, value: ByteString): Promise<ByteString> {
  const [, name, sign, rest] = /^([^=@]*)([=@])(.*)$/s.exec(value) ?? []
  if (name === undefined || rest === undefined) return plus(value)
  const content = plus(sign === '=' ? rest : await fileText(proc, rest))
  return name === '' ? content : `${name}=${content}`
}

const plus = (text: ByteString): ByteString => percentEncoded(text).replaceAll('%20', '+')

async function fileText(proc: Proc, path: ByteString): Promise<ByteString> {
  try {
    return fromBytes(await readFileOf(proc, path))
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    throw new CurlError(26, `Failed to open ${path}`)
  }
}
