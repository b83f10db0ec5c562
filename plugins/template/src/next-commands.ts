import type { packageManager } from './npm.js'

interface Commands {
  readonly install: string
  readonly test: string
  /** What runs a program of the package's own dependencies. */
  readonly run: string
}

const commands: Readonly<Record<ReturnType<typeof packageManager>, Commands>> = {
  npm: { install: 'npm install', test: 'npm test', run: 'npx' },
  pnpm: { install: 'pnpm install', test: 'pnpm test', run: 'pnpm exec' },
}

/** The three commands from a new package to a running backend. */
export function nextCommands(folder: string, manager: keyof typeof commands): readonly string[] {
  const { install, test, run } = commands[manager]
  return [`cd ${quoted(folder)} && ${install}`, test, `${run} swarmd --backend . tcp://localhost:4242`]
}

/** A word as a POSIX shell reads it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./][\w@%+=:,./-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
