import type {
  ContainerCreateResponse,
  ContainerInspectResponse,
  ContainerPruneResponse,
  ContainerSummary,
  ContainerTopResponse,
  ContainerUpdateResponse,
  ContainerWaitResponse,
  FilesystemChange,
} from './models/container.js'
import type { ContainerCreateRequest, ContainerUpdateRequest } from './models/container-config.js'
import type { ContainerStatsResponse } from './models/container-stats.js'
import { bytes, duplex, json, messages, none, type Rows } from './row.js'

/** The operations on containers. */
export const containers = {
  ContainerList: {
    method: 'GET',
    path: '/containers/json',
    body: 'none',
    answers: json(200),
    query: { all: 'boolean', limit: 'integer', size: 'boolean', filters: 'filters', since: 'string', before: 'string' },
    since: '1.0',
    pace: 'finite',
    job: 'containers',
  },
  ContainerCreate: {
    method: 'POST',
    path: '/containers/create',
    body: 'json',
    answers: json(201),
    query: { name: 'string', platform: 'string' },
    since: '1.0',
    pace: 'finite',
    job: 'create',
  },
  ContainerInspect: {
    method: 'GET',
    path: '/containers/{id}/json',
    body: 'none',
    answers: json(200),
    query: { size: 'boolean' },
    since: '1.0',
    pace: 'finite',
    job: 'container_inspect',
  },
  ContainerTop: {
    method: 'GET',
    path: '/containers/{id}/top',
    body: 'none',
    answers: json(200),
    query: { ps_args: 'string' },
    since: '1.3',
    pace: 'finite',
    job: 'top',
  },
  ContainerLogs: {
    method: 'GET',
    path: '/containers/{id}/logs',
    body: 'none',
    answers: bytes('application/vnd.docker.raw-stream'),
    query: {
      follow: 'boolean',
      stdout: 'boolean',
      stderr: 'boolean',
      since: 'string',
      until: 'string',
      timestamps: 'boolean',
      tail: 'string',
      details: 'boolean',
    },
    since: '1.11',
    pace: 'streaming',
    job: 'logs',
  },
  ContainerChanges: {
    method: 'GET',
    path: '/containers/{id}/changes',
    body: 'none',
    answers: json(200),
    query: {},
    since: '1.0',
    pace: 'finite',
    job: 'changes',
  },
  ContainerExport: {
    method: 'GET',
    path: '/containers/{id}/export',
    body: 'none',
    answers: bytes('application/octet-stream'),
    query: {},
    since: '1.0',
    pace: 'streaming',
    job: 'export',
  },
  ContainerStats: {
    method: 'GET',
    path: '/containers/{id}/stats',
    body: 'none',
    answers: messages(200),
    query: { stream: 'boolean', 'one-shot': 'boolean' },
    since: '1.17',
    pace: 'streaming',
  },
  ContainerResize: {
    method: 'POST',
    path: '/containers/{id}/resize',
    body: 'none',
    answers: none(200),
    query: { h: 'integer', w: 'integer' },
    since: '1.0',
    pace: 'finite',
    job: 'resize',
  },
  ContainerStart: {
    method: 'POST',
    path: '/containers/{id}/start',
    body: 'none',
    answers: none(204),
    query: { detachKeys: 'string', checkpoint: 'string', 'checkpoint-dir': 'string' },
    since: '1.0',
    pace: 'finite',
    job: 'start',
  },
  ContainerStop: {
    method: 'POST',
    path: '/containers/{id}/stop',
    body: 'none',
    answers: none(204),
    query: { signal: 'string', t: 'integer' },
    since: '1.0',
    pace: 'finite',
    patience: 't',
    job: 'stop',
  },
  ContainerRestart: {
    method: 'POST',
    path: '/containers/{id}/restart',
    body: 'none',
    answers: none(204),
    query: { signal: 'string', t: 'integer' },
    since: '1.0',
    pace: 'finite',
    patience: 't',
    job: 'restart',
  },
  ContainerKill: {
    method: 'POST',
    path: '/containers/{id}/kill',
    body: 'none',
    answers: none(204),
    query: { signal: 'string' },
    since: '1.0',
    pace: 'finite',
    job: 'kill',
  },
  ContainerUpdate: {
    method: 'POST',
    path: '/containers/{id}/update',
    body: 'json',
    answers: json(200),
    query: {},
    since: '1.22',
    pace: 'finite',
  },
  ContainerRename: {
    method: 'POST',
    path: '/containers/{id}/rename',
    body: 'none',
    answers: none(204),
    query: { name: 'string' },
    since: '1.17',
    pace: 'finite',
  },
  ContainerPause: {
    method: 'POST',
    path: '/containers/{id}/pause',
    body: 'none',
    answers: none(204),
    query: {},
    since: '1.12',
    pace: 'finite',
    job: 'pause',
  },
  ContainerUnpause: {
    method: 'POST',
    path: '/containers/{id}/unpause',
    body: 'none',
    answers: none(204),
    query: {},
    since: '1.12',
    pace: 'finite',
    job: 'unpause',
  },
  ContainerAttach: {
    method: 'POST',
    path: '/containers/{id}/attach',
    body: 'none',
    answers: duplex,
    query: {
      detachKeys: 'string',
      logs: 'boolean',
      stream: 'boolean',
      stdin: 'boolean',
      stdout: 'boolean',
      stderr: 'boolean',
    },
    since: '1.0',
    pace: 'streaming',
    upgrade: ['tcp'],
    job: 'attach',
  },
  ContainerAttachWebsocket: {
    method: 'GET',
    path: '/containers/{id}/attach/ws',
    body: 'none',
    answers: duplex,
    query: {
      detachKeys: 'string',
      logs: 'boolean',
      stream: 'boolean',
      stdin: 'boolean',
      stdout: 'boolean',
      stderr: 'boolean',
    },
    since: '1.6',
    pace: 'streaming',
    upgrade: ['websocket'],
  },
  ContainerWait: {
    method: 'POST',
    path: '/containers/{id}/wait',
    body: 'none',
    answers: json(200),
    query: { condition: 'string' },
    since: '1.0',
    pace: 'streaming',
    job: 'wait',
  },
  ContainerDelete: {
    method: 'DELETE',
    path: '/containers/{id}',
    body: 'none',
    answers: none(204),
    query: { v: 'boolean', force: 'boolean', link: 'boolean' },
    since: '1.0',
    pace: 'finite',
    job: 'container_delete',
  },
  ContainerArchiveInfo: {
    method: 'HEAD',
    path: '/containers/{id}/archive',
    body: 'none',
    answers: none(200),
    query: { path: 'string' },
    since: '1.20',
    pace: 'finite',
  },
  ContainerArchive: {
    method: 'GET',
    path: '/containers/{id}/archive',
    body: 'none',
    answers: bytes('application/x-tar'),
    query: { path: 'string' },
    since: '1.20',
    pace: 'streaming',
  },
  PutContainerArchive: {
    method: 'PUT',
    path: '/containers/{id}/archive',
    body: 'stream',
    answers: none(200),
    query: { path: 'string', noOverwriteDirNonDir: 'boolean', copyUIDGID: 'boolean' },
    since: '1.20',
    pace: 'streaming',
  },
  ContainerPrune: {
    method: 'POST',
    path: '/containers/prune',
    body: 'none',
    answers: json(200),
    query: { filters: 'filters' },
    since: '1.25',
    pace: 'finite',
  },
} as const satisfies Rows

/** What the operations on containers take and answer. */
export interface ContainerPayloads {
  ContainerList: { body: undefined; answer: ContainerSummary[] }
  ContainerCreate: { body: ContainerCreateRequest; answer: ContainerCreateResponse }
  ContainerInspect: { body: undefined; answer: ContainerInspectResponse }
  ContainerTop: { body: undefined; answer: ContainerTopResponse }
  ContainerLogs: { body: undefined; answer: undefined }
  ContainerChanges: { body: undefined; answer: FilesystemChange[] | null }
  ContainerExport: { body: undefined; answer: undefined }
  ContainerStats: { body: undefined; answer: ContainerStatsResponse }
  ContainerResize: { body: undefined; answer: undefined }
  ContainerStart: { body: undefined; answer: undefined }
  ContainerStop: { body: undefined; answer: undefined }
  ContainerRestart: { body: undefined; answer: undefined }
  ContainerKill: { body: undefined; answer: undefined }
  ContainerUpdate: { body: ContainerUpdateRequest; answer: ContainerUpdateResponse }
  ContainerRename: { body: undefined; answer: undefined }
  ContainerPause: { body: undefined; answer: undefined }
  ContainerUnpause: { body: undefined; answer: undefined }
  ContainerAttach: { body: undefined; answer: undefined }
  ContainerAttachWebsocket: { body: undefined; answer: undefined }
  ContainerWait: { body: undefined; answer: ContainerWaitResponse }
  ContainerDelete: { body: undefined; answer: undefined }
  ContainerArchiveInfo: { body: undefined; answer: undefined }
  ContainerArchive: { body: undefined; answer: undefined }
  PutContainerArchive: { body: undefined; answer: undefined }
  ContainerPrune: { body: undefined; answer: ContainerPruneResponse }
}
