import { collectionCommands } from './collections.js'
import { connectionCommands } from './connection.js'
import { keyCommands } from './keys.js'
import type { Command } from './server.js'
import { stringCommands } from './strings.js'
import { subscriptionCommands } from './subscriptions.js'
import { transactionCommands } from './transactions.js'

/** All commands, by their names in small letters. */
export const commands: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    ...connectionCommands,
    ...keyCommands,
    ...stringCommands,
    ...collectionCommands,
    ...subscriptionCommands,
    ...transactionCommands,
  }),
)
