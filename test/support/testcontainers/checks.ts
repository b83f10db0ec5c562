import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { GenericContainer, type StartedTestContainer } from 'testcontainers'

/** What is asked of Testcontainers, by the end of a sentence that begins with `Testcontainers`. Each throws where it fails. */
export type Checks = Readonly<Record<string, () => Promise<void>>>

/** The image that every engine of the tests has. */
export const image = 'busybox:latest'

/** A container of a script, that is not waited for: it has no port, so it is there when it is started. */
export function scripted(script: string): GenericContainer {
  return new GenericContainer(image).withCommand(['sh', '-c', script])
}

/** One that stays. */
export const staying = (): GenericContainer => scripted('exec sleep 1000')

/** What a shell in a container writes to its standard output. */
export async function says(container: StartedTestContainer, script: string): Promise<string> {
  return (await container.exec(['sh', '-c', script])).stdout
}

/** All that a container has written so far, as long as it has ended. */
export const loggedBy = async (container: StartedTestContainer): Promise<string> => text(await container.logs())

/** A file or folder of `test/fixtures/testcontainers`. */
export function ofHost(name: string): string {
  return fileURLToPath(new URL(`../../../test/fixtures/testcontainers/${name}`, import.meta.url))
}
