import { fileURLToPath } from 'node:url'
import { startTestDaemon, type TestDaemon } from 'libswarm-core/testing'

const standard = ['aggregate', 'simulator'].map((name) =>
  fileURLToPath(new URL('.', import.meta.resolve(`libswarm-backend-${name}/package.json`))),
)

/** Starts a daemon of `aggregate` over simulated engines of these names, each with an engine's words: `{ a: 'web --seed 1' }`. */
export function startSimulatedPool(engines: Readonly<Record<string, string>>): Promise<TestDaemon> {
  const children = Object.entries(engines).map(([name, words]) => `${name}='simulator ${words}'`)
  return startTestDaemon({ backends: [`aggregate ${children.join(' ')}`], standard })
}
