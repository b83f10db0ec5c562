import type { ExecConfig, ExecInspectResponse, ExecStartConfig } from './models/exec.js'
import type { IDResponse } from './models/id.js'
import { duplex, json, none, type Rows } from './row.js'

/** The operations on execs. */
export const exec = {
  ContainerExec: {
    method: 'POST',
    path: '/containers/{id}/exec',
    body: 'json',
    answers: json(201),
    query: {},
    since: '1.15',
    pace: 'finite',
  },
  ExecStart: {
    method: 'POST',
    path: '/exec/{id}/start',
    body: 'json',
    answers: duplex,
    query: {},
    since: '1.15',
    pace: 'streaming',
    upgrade: ['tcp'],
  },
  ExecResize: {
    method: 'POST',
    path: '/exec/{id}/resize',
    body: 'none',
    answers: none(200),
    query: { h: 'integer', w: 'integer' },
    since: '1.15',
    pace: 'finite',
  },
  ExecInspect: {
    method: 'GET',
    path: '/exec/{id}/json',
    body: 'none',
    answers: json(200),
    query: {},
    since: '1.16',
    pace: 'finite',
  },
} as const satisfies Rows

/** What the operations on execs take and answer. */
export interface ExecPayloads {
  ContainerExec: { body: ExecConfig; answer: IDResponse }
  ExecStart: { body: ExecStartConfig; answer: undefined }
  ExecResize: { body: undefined; answer: undefined }
  ExecInspect: { body: undefined; answer: ExecInspectResponse }
}
