import { fromBytes, type ByteString } from '../byte-string.js'
import type { Flavor } from '../kernel/proc.js'

/** What a file says that is a program of ours. */
export interface Binary {
  readonly flavor: Flavor
  /** Undefined of the one that is many programs, by the name that it is called by (`argv[0]`): busybox. */
  readonly program: string | undefined
}

/**
 * How a file is to be run: as a program of ours, or by the interpreter that its first line names; `foreign` of an ELF file
 * that is none of ours, as images have them that were loaded.
 */
export type Executable =
  | { readonly binary: Binary }
  | { readonly interpreter: ByteString; readonly argument: ByteString | undefined }
  | 'foreign'

/** The header of an ELF file for 64 bits, little-endian: an executable (2) for x86-64 (62). */
const header = '\x7fELF\x02\x01\x01' + '\0'.repeat(9) + '\x02\0\x3e\0\x01\0\0\0'
const marker = 'libswarm:'
/** Where the marker is: behind what an ELF header takes. */
const at = 64
const longestName = 64

/** The content of a program: whatever name, place or container it is copied to, it stays the same program. */
export function binaryContent({ flavor, program }: Binary): ByteString {
  const named = program === undefined ? marker + flavor : `${marker}${flavor}:${program}`
  return `${header.padEnd(at, '\0')}${named}\0`
}

/** How many bytes of a file `executableOf` wants: Linux looks at 256 (BINPRM_BUF_SIZE). */
export const executableHead = 256

/** What a file is, by its first bytes; undefined where Linux says `ENOEXEC`. */
export function executableOf(head: Uint8Array): Executable | undefined {
  const text = fromBytes(head.subarray(0, executableHead))
  if (text.startsWith('#!')) return interpreterOf(text)
  if (!text.startsWith('\x7fELF')) return undefined
  const binary = binaryOf(text)
  return binary === undefined ? 'foreign' : { binary }
}

function binaryOf(text: ByteString): Binary | undefined {
  const end = text.indexOf('\0', at)
  if (!text.startsWith(marker, at) || end < 0 || end - at > marker.length + longestName) return undefined
  const [flavor, program] = text.slice(at + marker.length, end).split(':')
  return flavor === 'busybox' || flavor === 'gnu' ? { flavor, program } : undefined
}

/** As load_script of Linux: the name, and all behind it as one argument. */
function interpreterOf(text: ByteString): Executable | undefined {
  const end = text.indexOf('\n')
  // A line that is longer is cut off, unless it is the name that is.
  const line = (end < 0 ? text : text.slice(0, end)).slice(2).replace(/^[ \t]+/, '')
  const trimmed = trimEnd(line)
  const space = trimmed.search(/[ \t\0]/)
  if (trimmed === '' || (space < 0 && end < 0 && text.length >= executableHead)) return undefined
  const interpreter = space < 0 ? trimmed : trimmed.slice(0, space)
  const argument = space < 0 ? '' : trimmed.slice(space).replace(/^[ \t]+/, '')
  return interpreter === '' ? undefined : { interpreter, argument: argument === '' ? undefined : argument }
}

function trimEnd(line: ByteString): ByteString {
  let end = line.length
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t' || line[end - 1] === '\0')) end--
  return line.slice(0, end)
}
