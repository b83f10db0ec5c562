import type { Call } from './way.js'

// A second, and as much again for a machine that is busy.
const soon = 2000

/** The client goes away; the engine is told soon, and has nothing of the connection left when it goes, too. */
export async function endsWithItsClient({ client, engine }: Pick<Call, 'client' | 'engine'>): Promise<void> {
  client.leave()
  await engine.rest(soon)
  engine.end()
  await engine.closed()
}
