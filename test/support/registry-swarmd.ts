import { call, type Answered } from 'libswarm-core/testing'
import type { Client, Listening } from './registry-client.js'

/** One line of `plugins list --json`, as far as it matters here. */
export interface Listed {
  readonly name: string
  readonly version: string
  readonly status: string
  readonly from: string
}

/** An installed `swarmd`: how it is called, and where. */
export interface InstalledSwarmd {
  /** What runs it: `npx swarmd`. */
  readonly command: string
  readonly folder: string
}

/** What `plugins list --json` says of a backend; undefined when it does not know it. */
export async function listed(client: Client, swarmd: InstalledSwarmd, name: string): Promise<Listed | undefined> {
  const { stdout } = await client.say(`${swarmd.command} plugins list --json`, swarmd.folder)
  return (JSON.parse(stdout) as readonly Listed[]).find((one) => one.name === name)
}

/** Runs something while `swarmd` serves backends on a free port of loopback. */
export async function serving<T>(
  client: Client,
  swarmd: InstalledSwarmd,
  backend: string,
  use: (listening: Listening) => Promise<T>,
): Promise<T> {
  const [program = '', ...words] = swarmd.command.split(' ')
  const listening = await client.start(program, [...words, '--backend', backend, 'tcp://localhost:0'], swarmd.folder)
  try {
    return await use(listening)
  } finally {
    await listening.stop()
  }
}

/** Asks what listens, by plain HTTP. */
export function ask({ address }: Listening, line: string): Promise<Answered> {
  return call({ socketPath: undefined, port: Number(/\d+$/.exec(address)?.[0]) }, line)
}

/** The names that `GET /containers/json` answers, in order. */
export async function containers(listening: Listening): Promise<readonly string[]> {
  const list = (await ask(listening, 'GET /containers/json')).json<readonly { readonly Names: readonly string[] }[]>()
  return list.flatMap(({ Names }) => Names).sort()
}
