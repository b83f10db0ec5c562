import type { Handlers } from '../register.js'
import { createContainer } from './create.js'
import { inspectContainer } from './inspect.js'
import { killContainer, startContainer, stopContainer } from './lifecycle.js'
import { listContainers } from './list.js'
import { removeContainer } from './remove.js'
import { renameContainer } from './rename.js'
import { waitForContainer } from './wait.js'

/** What the engine answers about containers. */
export const containerHandlers = {
  ContainerList: listContainers,
  ContainerCreate: createContainer,
  ContainerInspect: inspectContainer,
  ContainerStart: startContainer,
  ContainerStop: stopContainer,
  ContainerKill: killContainer,
  ContainerRename: renameContainer,
  ContainerWait: waitForContainer,
  ContainerDelete: removeContainer,
} satisfies Handlers
