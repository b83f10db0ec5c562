import type { NodeSnapshot } from './snapshot.js'

/** What the containers of a node were given, those that do not run among them: they may be started. In bytes. */
export const usedMemory = ({ containers }: NodeSnapshot): number =>
  containers.reduce((sum, { memory }) => sum + memory, 0)

/** The same in billionths of a CPU. */
export const usedCpus = ({ containers }: NodeSnapshot): number =>
  containers.reduce((sum, { nanoCpus }) => sum + nanoCpus, 0)
