import { showBytes, showCpus } from '../sentences.js'
import { usedCpus, usedMemory } from '../usage.js'
import { firstOf, type Filter, type Objection } from './filter.js'

/** Only nodes with as much memory and CPU left as is asked for. What is not asked for is not looked at. */
export const resources: Filter = {
  name: 'resources',
  against: ({ memory, nanoCpus }, _, { overcommit }) => {
    const ofMemory: Objection = (node) => {
      const left = limitOf(node.memory, overcommit) - usedMemory(node)
      return memory <= left ? undefined : `it has ${showBytes(left)} of memory left, not ${showBytes(memory)}`
    }
    const ofCpus: Objection = (node) => {
      const left = limitOf(node.nanoCpus, overcommit) - usedCpus(node)
      return nanoCpus <= left ? undefined : `it has ${showCpus(left)} CPUs left, not ${showCpus(nanoCpus)}`
    }
    return firstOf([...(memory > 0 ? [ofMemory] : []), ...(nanoCpus > 0 ? [ofCpus] : [])])
  },
}

/** What may be given away of an amount. Rounded, since 0.1 is none of the numbers that a computer has. */
export const limitOf = (total: number, overcommit: number): number => Math.round(total * (1 + overcommit))
