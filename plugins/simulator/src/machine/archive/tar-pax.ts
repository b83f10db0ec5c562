import { fromBytes, type ByteString } from '../byte-string.js'
import { NotTar, type TarBlock } from './tar-block.js'

type Extended = { -readonly [K in keyof TarBlock]?: TarBlock[K] }

/** What the records of a pax header (`LENGTH KEY=VALUE\n`) say of the entry that follows. Throws `NotTar`. */
export function paxFields(bytes: Uint8Array): Extended {
  const text = fromBytes(bytes)
  const found: Extended = {}
  for (let at = 0; at < text.length;) {
    const [all, length] = /^(\d{1,7}) /.exec(text.slice(at, at + 8)) ?? []
    const end = at + Number(length)
    if (all === undefined || end <= at + all.length || end > text.length) throw new NotTar()
    const record = text.slice(at + all.length, end - 1)
    readRecord(record.slice(0, record.indexOf('=')), record.slice(record.indexOf('=') + 1), found)
    at = end
  }
  return found
}

function readRecord(key: string, value: ByteString, found: Extended): void {
  if (key === 'path') found.name = value
  else if (key === 'linkpath') found.target = value
  else if (key === 'uname') found.owner = value
  else if (key === 'gname') found.group = value
  else if (key === 'size' || key === 'uid' || key === 'gid') found[key] = wholeNumber(value)
  else if (key === 'mtime') found.modified = Number(value)
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new NotTar()
  return value
}
