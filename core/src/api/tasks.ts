import type { Task } from './models/task.js'
import { bytes, json, type Rows } from './row.js'

/** The operations on tasks of the swarm. */
export const tasks = {
  TaskList: {
    method: 'GET',
    path: '/tasks',
    body: 'none',
    answers: json(200),
    query: { filters: 'filters' },
    since: '1.24',
    pace: 'finite',
    swarm: true,
  },
  TaskInspect: {
    method: 'GET',
    path: '/tasks/{id}',
    body: 'none',
    answers: json(200),
    query: {},
    since: '1.24',
    pace: 'finite',
    swarm: true,
  },
  TaskLogs: {
    method: 'GET',
    path: '/tasks/{id}/logs',
    body: 'none',
    answers: bytes('application/vnd.docker.raw-stream'),
    query: {
      details: 'boolean',
      follow: 'boolean',
      stdout: 'boolean',
      stderr: 'boolean',
      since: 'string',
      timestamps: 'boolean',
      tail: 'string',
    },
    since: '1.29',
    pace: 'streaming',
    swarm: true,
  },
} as const satisfies Rows

/** What the operations on tasks of the swarm take and answer. */
export interface TaskPayloads {
  TaskList: { body: undefined; answer: Task[] }
  TaskInspect: { body: undefined; answer: Task }
  TaskLogs: { body: undefined; answer: undefined }
}
