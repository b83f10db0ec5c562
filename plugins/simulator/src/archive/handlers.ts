import type { Handlers } from '../register.js'
import { changesOfContainer } from './changes.js'
import { exportContainer, readArchive, statOfArchive } from './get.js'
import { writeArchive } from './put.js'

/** What the engine answers about the files of containers. */
export const archiveHandlers: Handlers = {
  ContainerArchiveInfo: statOfArchive,
  ContainerArchive: readArchive,
  PutContainerArchive: writeArchive,
  ContainerExport: exportContainer,
  ContainerChanges: changesOfContainer,
}
