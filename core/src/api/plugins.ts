import type { JSONMessage } from './models/message.js'
import type { Plugin, PluginPrivilege } from './models/plugin.js'
import { json, messages, none, type Rows } from './row.js'

/** The operations on plugins. */
export const plugins = {
  PluginList: {
    method: 'GET',
    path: '/plugins',
    body: 'none',
    answers: json(200),
    query: { filters: 'filters' },
    since: '1.25',
    pace: 'finite',
  },
  GetPluginPrivileges: {
    method: 'GET',
    path: '/plugins/privileges',
    body: 'none',
    answers: json(200),
    query: { remote: 'string' },
    since: '1.25',
    pace: 'finite',
  },
  PluginPull: {
    method: 'POST',
    path: '/plugins/pull',
    body: 'json',
    answers: messages(200, 204),
    query: { remote: 'string', name: 'string' },
    since: '1.25',
    pace: 'streaming',
  },
  PluginInspect: {
    method: 'GET',
    path: '/plugins/{name}/json',
    body: 'none',
    answers: json(200),
    query: {},
    since: '1.25',
    pace: 'finite',
  },
  PluginDelete: {
    method: 'DELETE',
    path: '/plugins/{name}',
    body: 'none',
    answers: none(200),
    query: { force: 'boolean' },
    since: '1.25',
    pace: 'finite',
  },
  PluginEnable: {
    method: 'POST',
    path: '/plugins/{name}/enable',
    body: 'none',
    answers: none(200),
    query: { timeout: 'integer' },
    since: '1.25',
    pace: 'finite',
    patience: 'timeout',
  },
  PluginDisable: {
    method: 'POST',
    path: '/plugins/{name}/disable',
    body: 'none',
    answers: none(200),
    query: { force: 'boolean' },
    since: '1.25',
    pace: 'finite',
  },
  PluginUpgrade: {
    method: 'POST',
    path: '/plugins/{name}/upgrade',
    body: 'json',
    answers: messages(200, 204),
    query: { remote: 'string' },
    since: '1.26',
    pace: 'streaming',
  },
  PluginCreate: {
    method: 'POST',
    path: '/plugins/create',
    body: 'stream',
    answers: none(204),
    query: { name: 'string' },
    since: '1.25',
    pace: 'streaming',
  },
  PluginPush: {
    method: 'POST',
    path: '/plugins/{name}/push',
    body: 'none',
    answers: messages(200),
    query: {},
    since: '1.25',
    pace: 'streaming',
  },
  PluginSet: {
    method: 'POST',
    path: '/plugins/{name}/set',
    body: 'json',
    answers: none(204),
    query: {},
    since: '1.25',
    pace: 'finite',
  },
} as const satisfies Rows

/** What the operations on plugins take and answer. */
export interface PluginPayloads {
  PluginList: { body: undefined; answer: Plugin[] }
  GetPluginPrivileges: { body: undefined; answer: PluginPrivilege[] }
  PluginPull: { body: PluginPrivilege[]; answer: JSONMessage }
  PluginInspect: { body: undefined; answer: Plugin }
  PluginDelete: { body: undefined; answer: undefined }
  PluginEnable: { body: undefined; answer: undefined }
  PluginDisable: { body: undefined; answer: undefined }
  PluginUpgrade: { body: PluginPrivilege[]; answer: JSONMessage }
  PluginCreate: { body: undefined; answer: undefined }
  PluginPush: { body: undefined; answer: JSONMessage }
  PluginSet: { body: string[]; answer: undefined }
}
