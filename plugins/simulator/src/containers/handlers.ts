import { lazily } from '../lazily.js'
import type { Handlers } from '../register.js'

/** What the engine answers about containers. */
export const containerHandlers: Handlers = {
  ContainerList: lazily(async () => (await import('./list.js')).listContainers),
  ContainerCreate: lazily(async () => (await import('./create.js')).createContainer),
  ContainerInspect: lazily(async () => (await import('./kept-inspect.js')).inspectAgain),
  ContainerStart: lazily(async () => (await import('./start.js')).startContainer),
  ContainerStop: lazily(async () => (await import('./stop.js')).stopContainer),
  ContainerRestart: lazily(async () => (await import('./restart.js')).restartContainer),
  ContainerKill: lazily(async () => (await import('./kill.js')).killContainer),
  ContainerPause: lazily(async () => (await import('./pause.js')).pauseContainer),
  ContainerUnpause: lazily(async () => (await import('./pause.js')).unpauseContainer),
  ContainerUpdate: lazily(async () => (await import('./update.js')).updateContainer),
  ContainerRename: lazily(async () => (await import('./rename.js')).renameContainer),
  ContainerWait: lazily(async () => (await import('./wait.js')).waitForContainer),
  ContainerTop: lazily(async () => (await import('./top.js')).topOfContainer),
  ContainerStats: lazily(async () => (await import('./stats.js')).containerStats),
  ContainerLogs: lazily(async () => (await import('./logs.js')).containerLogs),
  ContainerAttach: lazily(async () => (await import('./attach.js')).attachToContainer),
  ContainerAttachWebsocket: lazily(async () => (await import('./attach-websocket.js')).attachByWebSocket),
  ContainerResize: lazily(async () => (await import('./resize.js')).resizeContainer),
  ContainerDelete: lazily(async () => (await import('./remove.js')).removeContainer),
  ContainerPrune: lazily(async () => (await import('./prune.js')).pruneContainers),
}
