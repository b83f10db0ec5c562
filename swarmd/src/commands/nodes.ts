import { swarmError, type OptionSpec, type OptionTable, type OptionValues } from 'libswarm-core'
import type { Command } from '../command.js'
import { loadConfig } from '../config/config.js'
import { findNode, listNodes, nameOf, setAvailability } from '../nodes/pool-nodes.js'
import { showDrained, showNode, showNodes } from '../nodes/shown.js'
import { config, json, noConfig } from '../options.js'
import { print } from '../output.js'

const admin: OptionSpec = {
  type: 'string',
  describe: "The daemon's admin address, tcp://host:port or unix://path; the first of the config file unless given",
}

const common: OptionTable = { admin, json, config, 'no-config': noConfig }

const ofOne: OptionTable = {
  node: { type: 'string', order: 0, describe: 'The name of a node, or the ID of its engine' },
  ...common,
}

const example = '--admin unix://admin.sock'

const nodesLs: Command = {
  words: ['nodes', 'ls'],
  describe: 'List the nodes of a pool that a daemon serves (aggregate), with the reason where one is not ready',
  options: common,
  examples: [
    [`swarmd nodes ls ${example}`, 'of the daemon that was started with the same --admin'],
    [`swarmd nodes ls --json ${example}`, 'for programs'],
  ],
  run: async (values) => {
    const nodes = await listNodes(await adminOf(values))
    print(values['json'] === true ? JSON.stringify(nodes, undefined, 2) : showNodes(nodes))
    return 0
  },
}

const nodesInspect: Command = {
  words: ['nodes', 'inspect'],
  describe: 'Show one node of a pool',
  options: ofOne,
  examples: [[`swarmd nodes inspect a ${example}`, 'what it is, and what is wrong with it']],
  run: async (values) => {
    const node = await findNode(await adminOf(values), String(values['node']))
    print(values['json'] === true ? JSON.stringify(node, undefined, 2) : showNode(node))
    return 0
  },
}

const nodesDrain = changing('drain', 'drain', 'Give a node no new containers, and move away those that have opted in')
const nodesCordon = changing('cordon', 'pause', 'Give a node no new containers; those that it has stay')
const nodesActivate = changing('activate', 'active', 'Give a node new containers again')

/** Every command about nodes. */
export const nodes: readonly Command[] = [nodesLs, nodesInspect, nodesDrain, nodesCordon, nodesActivate]

function changing(word: string, availability: string, describe: string): Command {
  return {
    words: ['nodes', word],
    describe,
    options: ofOne,
    examples: [[`swarmd nodes ${word} a ${example}`, `the node is ${availability} then, for every swarmd that has it`]],
    run: async (values) => {
      const address = await adminOf(values)
      const node = await findNode(address, String(values['node']))
      const drained = await setAvailability(address, node, availability)
      const lines = [`${nameOf(node)} is set to ${availability}`, showDrained(drained)].filter((text) => text !== '')
      const told = { Name: nameOf(node), Availability: availability, ...drained }
      print(values['json'] === true ? JSON.stringify(told, undefined, 2) : lines.join('\n'))
      return 0
    },
  }
}

async function adminOf({ admin: given, ...values }: OptionValues): Promise<string> {
  if (typeof given === 'string') return given
  const own = new Set(['config', 'no-config'].filter((name) => values[name] !== undefined && values[name] !== false))
  const { settings } = await loadConfig(process.cwd(), { values, given: own })
  const [first] = settings.admin.value
  if (first !== undefined) return first
  const sentence = "no admin address is given: write --admin with the daemon's own, as in --admin unix://admin.sock"
  throw swarmError('InvalidParameter', sentence)
}
