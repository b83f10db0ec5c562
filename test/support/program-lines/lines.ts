import { printing } from './lines/printing.js'
import { searching } from './lines/searching.js'
import { editing } from './lines/editing.js'
import { awkLines } from './lines/awk.js'
import { ordering } from './lines/ordering.js'
import { parts } from './lines/parts.js'
import { comparing } from './lines/comparing.js'
import { encoding } from './lines/encoding.js'
import { archives } from './lines/archives.js'

/** Lines for the programs of both flavors, and for those of one. */
export interface ProgramLines {
  readonly both?: readonly string[]
  readonly busybox?: readonly string[]
  readonly gnu?: readonly string[]
}

/** The command lines whose outcome is recorded, by the programs that they are about. */
export const programLines: Readonly<Record<string, ProgramLines>> = {
  ...printing,
  ...searching,
  ...editing,
  ...awkLines,
  ...ordering,
  ...parts,
  ...comparing,
  ...encoding,
  ...archives,
}
