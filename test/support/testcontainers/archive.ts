import { tarHead } from '../tar.js'

const block = 512

/** A tar of files, by their names. */
export function packed(files: Readonly<Record<string, string>>): Buffer {
  const members = Object.entries(files).map(([name, content]) => {
    const padding = '\0'.repeat((block - (content.length % block)) % block)
    return tarHead(name, content.length) + content + padding
  })
  return Buffer.from(`${members.join('')}${'\0'.repeat(2 * block)}`, 'latin1')
}

/** What is in a tar, by the names. */
export function unpacked(archive: Buffer): Readonly<Record<string, string>> {
  const files: Record<string, string> = {}
  for (let at = 0; at < archive.length && archive[at] !== 0;) {
    const field = (from: number, to: number): string =>
      archive.toString('latin1', at + from, at + to).replace(/\0.*$/s, '')
    const size = Number.parseInt(field(124, 136), 8)
    files[field(0, 100)] = archive.toString('latin1', at + block, at + block + size)
    at += block + Math.ceil(size / block) * block
  }
  return files
}
