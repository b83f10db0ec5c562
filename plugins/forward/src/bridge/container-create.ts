import { macToContainer, macToEndpoint, sysctlsToEndpoint } from './endpoints.js'
import {
  all,
  everyValue,
  isEmpty,
  isFields,
  leaveOut,
  within,
  withinEach,
  without,
  type Change,
  type Fields,
} from './fields.js'
import { drop } from './query.js'
import type { Step } from './step.js'

const router = 'moby `daemon/server/router/container`, `postContainersCreate`'
const operations = ['ContainerCreate'] as const
const host = (...changes: readonly Change[]): Change => within('HostConfig', ...changes)
const mounts = (...changes: readonly Change[]): Change => host(withinEach('Mounts', ...changes))
const endpoints = (...changes: readonly Change[]): Change =>
  within('NetworkingConfig', within('EndpointsConfig', everyValue(...changes)))

/** The host's part, made where there is none. */
const setHost =
  (change: Change): Change =>
  (body) => ({ ...body, HostConfig: change(isFields(body['HostConfig']) ? body['HostConfig'] : {}) })

const byDefault =
  (name: string, value: string): Change =>
  (fields) =>
    isEmpty(fields[name]) ? { ...fields, [name]: value } : fields

const optionsOf: Readonly<Record<string, string>> = {
  bind: 'BindOptions',
  volume: 'VolumeOptions',
  tmpfs: 'TmpfsOptions',
}

/** Options of another type of mount, which were not looked at. */
const fittingOptions: Change = (mount) =>
  without(
    mount,
    Object.entries(optionsOf).flatMap(([type, options]) => (mount['Type'] === type ? [] : [options])),
  )

const readOnlyAlone: Change = (mount) =>
  mount['Type'] === 'bind' && mount['ReadOnly'] === true
    ? { ...mount, BindOptions: { ...(mount['BindOptions'] as Fields | undefined), ReadOnlyNonRecursive: true } }
    : mount

const ports = (change: (bindings: Fields) => Fields): Change => host(within('PortBindings', change))

const withAnyPort: Change = (bindings) =>
  Object.fromEntries(Object.entries(bindings).map(([port, list]) => [port, isEmpty(list) ? [{}] : list]))

const withoutNone: Change = (bindings) =>
  Object.fromEntries(Object.entries(bindings).filter(([, list]) => !isEmpty(list)))

const newIpcModes = ['private', 'shareable', 'none']

const olderIpcMode: Change = (fields) =>
  newIpcModes.includes(String(fields['IpcMode'])) ? without(fields, ['IpcMode']) : fields

/** What `POST /containers/create` takes. */
export const containerCreate: readonly Step[] = [
  {
    since: '1.25',
    operations,
    why: '`HostConfig.AutoRemove` has the engine remove the container; before, the client did',
    older: { body: host(leaveOut('AutoRemove')) },
  },
  {
    since: '1.32',
    operations,
    why: '`HostConfig.IpcMode` takes `private`, `shareable` and `none`',
    newer: { body: host(olderIpcMode) },
  },
  {
    since: '1.40',
    operations,
    why: '`HostConfig.IpcMode` is `private` where nothing is said, before it was `shareable`',
    older: { body: setHost(byDefault('IpcMode', 'shareable')) },
    newer: { body: setHost(byDefault('IpcMode', 'private')) },
  },
  {
    since: '1.40',
    operations,
    why: '`BindOptions.NonRecursive` and `KernelMemoryTCP` are looked at',
    older: { body: all(host(leaveOut('KernelMemoryTCP')), mounts(within('BindOptions', leaveOut('NonRecursive')))) },
  },
  {
    since: '1.41',
    operations,
    why: 'the query `platform` is looked at',
    older: { query: drop('platform') },
  },
  {
    since: '1.42',
    operations,
    why: '`HostConfig.ConsoleSize` and `BindOptions.CreateMountpoint` are looked at; options of another type of mount are refused, before they were ignored',
    older: {
      body: all(
        host(leaveOut('ConsoleSize')),
        mounts(fittingOptions, within('BindOptions', leaveOut('CreateMountpoint'))),
      ),
    },
  },
  {
    since: '1.43',
    operations,
    why: '`HostConfig.Annotations` are looked at',
    older: { body: host(leaveOut('Annotations')) },
  },
  {
    since: '1.44',
    operations,
    why: '`Healthcheck.StartInterval` is looked at; read-only bind mounts are so recursively',
    older: { body: all(within('Healthcheck', leaveOut('StartInterval')), mounts(readOnlyAlone)) },
  },
  {
    since: '1.44',
    operations,
    why: 'each endpoint has a `MacAddress` of its own, before the container had one',
    older: { body: all(endpoints(leaveOut('MacAddress')), macToEndpoint) },
    newer: { body: macToContainer },
  },
  {
    since: '1.48',
    operations,
    why: 'endpoints have a `GwPriority`; sysctls of `eth0` have to be given by the endpoint',
    older: { body: all(endpoints(leaveOut('GwPriority')), sysctlsToEndpoint) },
  },
  {
    since: '1.52',
    operations,
    why: 'the `MacAddress` of the whole container is not looked at any more',
    older: { body: macToEndpoint },
  },
  {
    since: '1.53',
    operations,
    why: 'an empty list of `PortBindings` means none; before, any port of the host',
    source: `${router}, \`handlePortBindingsBC\``,
    older: { body: ports(withAnyPort) },
    newer: { body: ports(withoutNone) },
  },
]
