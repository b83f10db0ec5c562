import type { Handlers } from '../register.js'
import { attachByWebSocket } from './attach-websocket.js'
import { attachToContainer } from './attach.js'
import { createContainer } from './create.js'
import { inspectAgain } from './kept-inspect.js'
import { killContainer } from './kill.js'
import { listContainers } from './list.js'
import { containerLogs } from './logs.js'
import { pauseContainer, unpauseContainer } from './pause.js'
import { pruneContainers } from './prune.js'
import { removeContainer } from './remove.js'
import { renameContainer } from './rename.js'
import { resizeContainer } from './resize.js'
import { restartContainer } from './restart.js'
import { startContainer } from './start.js'
import { containerStats } from './stats.js'
import { stopContainer } from './stop.js'
import { topOfContainer } from './top.js'
import { updateContainer } from './update.js'
import { waitForContainer } from './wait.js'

/** What the engine answers about containers. */
export const containerHandlers: Handlers = {
  ContainerList: listContainers,
  ContainerCreate: createContainer,
  ContainerInspect: inspectAgain,
  ContainerStart: startContainer,
  ContainerStop: stopContainer,
  ContainerRestart: restartContainer,
  ContainerKill: killContainer,
  ContainerPause: pauseContainer,
  ContainerUnpause: unpauseContainer,
  ContainerUpdate: updateContainer,
  ContainerRename: renameContainer,
  ContainerWait: waitForContainer,
  ContainerTop: topOfContainer,
  ContainerStats: containerStats,
  ContainerLogs: containerLogs,
  ContainerAttach: attachToContainer,
  ContainerAttachWebsocket: attachByWebSocket,
  ContainerResize: resizeContainer,
  ContainerDelete: removeContainer,
  ContainerPrune: pruneContainers,
}
