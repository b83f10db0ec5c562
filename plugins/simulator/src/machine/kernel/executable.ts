import type { Flavor, Program } from './proc.js'
import type { ByteString } from '../byte-string.js'
import type { Caller } from '../files/files.js'

/** A program that was found in a file. */
export interface Executable {
  readonly program: Program
  /** With the interpreter of a script in front. */
  readonly argv: readonly ByteString[]
  readonly flavor: Flavor
  /** The path of the file that it is in: of a script that of its interpreter. */
  readonly executable?: ByteString
}

/** Finds the program of a file by its path; throws `Errno`: `ENOENT`, `EACCES`, `ENOEXEC`. */
export type LoadExecutable = (path: ByteString, argv: readonly ByteString[], caller: Caller) => Executable
