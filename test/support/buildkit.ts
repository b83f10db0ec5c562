import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dockerEnvironment, type DockerResult } from './docker.js'
import { findPrograms, run } from './processes.js'

/** A `docker` with BuildKit in it, as those of the releases 18.09 to 20.10; later ones have it in a plugin. */
function builder(): string | undefined {
  return findPrograms('docker').find((program) => {
    const said = execFileSync(program, ['--version'], { encoding: 'utf8' })
    const [, major, minor] = /version (\d+)\.(\d+)/.exec(said) ?? []
    return (major === '18' && Number(minor) >= 9) || major === '19' || major === '20'
  })
}

/** Why nothing can be built with BuildKit here; undefined when it can. */
export function builderMissing(): string | undefined {
  return builder() === undefined ? 'no docker with BuildKit in it (18.09 to 20.10)' : undefined
}

/** Runs `docker build` with BuildKit in a folder, against an engine that an environment names. */
export async function build(
  cwd: string,
  environment: Readonly<Record<string, string>>,
  words: readonly string[],
): Promise<DockerResult> {
  const env = { ...dockerEnvironment('', join(cwd, 'config')), ...environment, DOCKER_BUILDKIT: '1' }
  const args = ['build', '--network', 'none', '--progress', 'plain', ...words]
  const { code, stdout, stderr } = await run(builder()!, args, { cwd, env })
  return { code, stdout: stdout.toString(), stderr: stderr.toString() }
}

/** What is built of it has the file, its sum as it was counted there, and what the secret says. */
const dockerfile = `
FROM busybox AS copied
COPY big /big
FROM copied AS made
RUN sha256sum < /big > /sum
RUN --mount=type=secret,id=word,required cat /run/secrets/word > /told
RUN --mount=type=ssh,required test -S "$SSH_AUTH_SOCK"
FROM scratch
COPY --from=made /big /sum /told /
`

/** By file, what cannot be built, and the sentence that says why. */
export const broken: Readonly<Record<string, readonly [lines: string, sentence: RegExp]>> = {
  missing: ['COPY none /none', /"\/none" not found/],
  failing: ['RUN exit 3', /did not complete successfully: exit code: 3$|executor failed running .*: exit code: 3$/],
  untold: ['RUN --mount=type=secret,id=none,required true', /secret none(?:: | )not found/],
  unparsable: ['NONSENSE', /unknown instruction: NONSENSE$/],
}

/** A folder to build of. */
export interface Context {
  readonly folder: string
  readonly big: Buffer
  readonly sum: string
}

/** Makes one, other than all others, with a file of 4 MiB. */
export async function makeContext(folder: string): Promise<Context> {
  await mkdir(join(folder, 'context'), { recursive: true })
  const big = randomBytes(4 << 20)
  await writeFile(join(folder, 'context', 'big'), big)
  await writeFile(join(folder, 'context', 'Dockerfile'), dockerfile)
  for (const [name, [line]] of Object.entries(broken)) {
    await writeFile(join(folder, 'context', name), `FROM busybox\n${line}\n`)
  }
  await writeFile(join(folder, 'word'), `a word for ${folder}`)
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')])
  return { folder, big, sum: createHash('sha256').update(big).digest('hex') }
}
