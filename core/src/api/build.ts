import type { BuildPruneResponse } from './models/build.js'
import type { ContainerConfig } from './models/container-config.js'
import type { IDResponse } from './models/id.js'
import type { JSONMessage } from './models/message.js'
import { duplex, json, messages, type Rows } from './row.js'

/** The operations that build images, and the connections that builders open. */
export const build = {
  ImageBuild: {
    method: 'POST',
    path: '/build',
    body: 'stream',
    answers: messages(200),
    query: {
      dockerfile: 'string',
      t: 'list',
      extrahosts: 'list',
      remote: 'string',
      q: 'boolean',
      nocache: 'boolean',
      cachefrom: 'string',
      pull: 'string',
      rm: 'boolean',
      forcerm: 'boolean',
      memory: 'integer',
      memswap: 'integer',
      cpushares: 'integer',
      cpusetcpus: 'string',
      cpusetmems: 'string',
      cpuperiod: 'integer',
      cpuquota: 'integer',
      cgroupparent: 'string',
      buildargs: 'string',
      shmsize: 'integer',
      ulimits: 'string',
      squash: 'boolean',
      labels: 'string',
      networkmode: 'string',
      isolation: 'string',
      securityopt: 'list',
      platform: 'string',
      target: 'string',
      outputs: 'string',
      version: 'string',
      buildid: 'string',
      session: 'string',
    },
    since: '1.0',
    pace: 'streaming',
    job: 'build',
  },
  BuildPrune: {
    method: 'POST',
    path: '/build/prune',
    body: 'none',
    answers: json(200),
    query: {
      'keep-storage': 'integer',
      'reserved-space': 'integer',
      'max-used-space': 'integer',
      'min-free-space': 'integer',
      all: 'boolean',
      filters: 'filters',
    },
    since: '1.31',
    pace: 'finite',
  },
  ImageCommit: {
    method: 'POST',
    path: '/commit',
    body: 'json',
    answers: json(201),
    query: {
      container: 'string',
      repo: 'string',
      tag: 'string',
      comment: 'string',
      author: 'string',
      pause: 'boolean',
      changes: 'list',
    },
    since: '1.0',
    pace: 'finite',
    job: 'commit',
  },
  Session: {
    method: 'POST',
    path: '/session',
    body: 'none',
    answers: duplex,
    query: {},
    since: '1.31',
    pace: 'streaming',
    upgrade: ['h2c'],
  },
  Grpc: {
    method: 'POST',
    path: '/grpc',
    body: 'none',
    answers: duplex,
    query: {},
    since: '1.39',
    pace: 'streaming',
    upgrade: ['h2c'],
  },
} as const satisfies Rows

/** What the operations that build images take and answer. */
export interface BuildPayloads {
  ImageBuild: { body: undefined; answer: JSONMessage }
  BuildPrune: { body: undefined; answer: BuildPruneResponse }
  ImageCommit: { body: ContainerConfig; answer: IDResponse }
  Session: { body: undefined; answer: undefined }
  Grpc: { body: undefined; answer: undefined }
}
