import type { Printer } from '../echo.js'
import type { EscapeOptions } from '../escapes.js'

/** What `printf` knows. */
export interface PrintfDialect {
  /** A conversion: its flags, width, point, precision, sizes, and letter. */
  readonly conversion: RegExp
  readonly letters: string
  /** Letters that have neither flags nor a width. */
  readonly bare: string
  readonly escapes: EscapeOptions
  /** The escapes of what `%b` shows. */
  readonly shown: EscapeOptions
  /** What it says of a directive that it does not know, and how it ends then. */
  readonly refuse: (found: Directive) => string
  readonly refused: number
  /** Whether what comes before a complaint is written before it. */
  readonly flushes: boolean
}

/** A directive of a format. */
export interface Directive {
  /** All of it, with its letter. */
  readonly whole: string
  /** Without sizes and letter. */
  readonly beginning: string
  /** Empty at the end of the format. */
  readonly letter: string
  /** The format from the letter on. */
  readonly rest: string
}

const conversion = (flags: string, sizes: string): RegExp =>
  new RegExp(`%([${flags}]*)(\\*|\\d*)(?:(\\.)(\\*|-?\\d*))?[${sizes}]*(\\([^)]*\\)T|[^])?`, 'y')

/** By whose it is. */
export const dialects: Readonly<Record<Printer, PrintfDialect>> = {
  ash: {
    conversion: conversion('-+ #0', 'lLhz'),
    letters: 'diouxXfeEgGcsb',
    bare: 'b',
    escapes: { octal: 'plain', stops: true },
    shown: { octal: 'either', stops: true },
    refuse: ({ beginning, rest }) => `${beginning}${rest}: invalid format`,
    refused: 1,
    flushes: true,
  },
  bash: {
    conversion: conversion(`-+ #0'`, 'hjlLtz'),
    letters: 'diouxXaAeEfFgGcsbqT',
    bare: '',
    escapes: { octal: 'plain', stops: false, unicode: true, more: `"'?`, capital: true },
    shown: { octal: 'either', stops: true, unicode: true, capital: true },
    refuse: ({ letter }) =>
      letter === '' ? "`%': missing format character" : `\`${letter}': invalid format character`,
    refused: 1,
    flushes: false,
  },
  dash: {
    conversion: conversion('-+ #0', ''),
    letters: 'diouxXaAeEfFgGcsb',
    bare: '',
    escapes: { octal: 'plain', stops: false, hex: false },
    shown: { octal: 'either', stops: true, hex: false },
    refuse: ({ letter, whole }) => (letter === '' ? 'missing format character' : `${whole}: invalid directive`),
    refused: 2,
    flushes: false,
  },
  gnu: {
    conversion: conversion(`-+ #0'`, 'hlLjzt'),
    letters: 'diouxXaAeEfFgGcsbq',
    bare: 'bq',
    escapes: { octal: 'plain', stops: true, unicode: true, more: '"' },
    shown: { octal: 'either', stops: true, unicode: true, more: '"' },
    refuse: ({ whole }) => `${whole}: invalid conversion specification`,
    refused: 1,
    flushes: true,
  },
}
