import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { splitWords } from 'libswarm-core'
import { docker, dockerInShell, type DockerResult } from '../docker.js'
import { files } from '../simulator-commands/files.js'
import { Ids, recorded } from './normalise.js'
import type { Recorded, Step } from './step.js'

/** Runs commands one after the other against an engine, in a folder with `files`. `env` is set besides. */
export async function runSteps(
  address: string,
  steps: readonly Step[],
  env: Readonly<Record<string, string>> = {},
): Promise<readonly Recorded[]> {
  const ids = new Ids()
  const began = seconds()
  const results: Recorded[] = []
  const cwd = await mkdtemp(join(tmpdir(), 'steps-'))
  try {
    await writeFiles(cwd)
    for (const step of steps) {
      await pause(step.after ?? 0)
      const timed = step.command.replaceAll('%began%', began).replaceAll('%now%', seconds())
      const result = await runStep(address, { ...step, command: timed }, { env, cwd })
      results.push(recorded(step, result, ids))
    }
  } finally {
    await rm(cwd, { recursive: true, force: true })
  }
  return results
}

function runStep(
  address: string,
  { command, shell, input = '' }: Step,
  place: { readonly env: Readonly<Record<string, string>>; readonly cwd: string },
): Promise<DockerResult> {
  const options = { ...place, input, limit: 30_000 }
  const running =
    shell === true ? dockerInShell(address, command, options) : docker(address, splitWords(command), options)
  // A command that hangs is one failure, not the end of the table.
  return running.catch(() => ({ code: 128, stdout: '', stderr: 'did not end\n' }))
}

async function writeFiles(folder: string): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }
}

function seconds(): string {
  return (Date.now() / 1000).toFixed(3)
}
