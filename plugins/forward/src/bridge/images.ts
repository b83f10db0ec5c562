import {
  complete,
  each,
  isEmpty,
  leaveOut,
  leaveOutEmpty,
  one,
  textsOf,
  within,
  without,
  type Change,
  type Fields,
} from './fields.js'
import { drop, filters, rename, valueOf, type QueryPairs } from './query.js'
import type { Step } from './step.js'

/** What an image has set for containers of it, where it sets nothing. */
const imageFields = {
  User: '',
  Env: null,
  Cmd: null,
  Volumes: null,
  WorkingDir: '',
  Entrypoint: null,
  OnBuild: null,
  Labels: null,
}

/** What only containers have, and was told of images all the same. */
const containerFields = {
  Hostname: '',
  Domainname: '',
  AttachStdin: false,
  AttachStdout: false,
  AttachStderr: false,
  Tty: false,
  OpenStdin: false,
  StdinOnce: false,
  Image: '',
}

const withVirtualSize: Change = (image) => ({ ...image, VirtualSize: image['Size'] ?? 0 })

const noTag = '<none>:<none>'
const noDigest = '<none>@<none>'

const withNoNames: Change = (image) =>
  isEmpty(image['RepoTags']) && isEmpty(image['RepoDigests'])
    ? { ...image, RepoTags: [noTag], RepoDigests: [noDigest] }
    : image

const withoutNoNames: Change = (image) => ({
  ...image,
  RepoTags: textsOf(image['RepoTags']).filter((tag) => tag !== noTag),
  RepoDigests: textsOf(image['RepoDigests']).filter((digest) => digest !== noDigest),
})

/** The filter `reference`, beside those that are there. */
const referenceOf = (known: Readonly<Record<string, readonly string[]>>, query: QueryPairs) => {
  const filter = valueOf(query, 'filter')
  return filter === '' ? known : { ...known, reference: [...(known['reference'] ?? []), filter] }
}

const longAgo = '0001-01-01T00:00:00Z'

const withCreated: Change = (image) => (isEmpty(image['Created']) ? { ...image, Created: longAgo } : image)
const withoutCreated: Change = (image) => (image['Created'] === longAgo ? without(image, ['Created']) : image)

const building: Fields = { Container: '', ContainerConfig: { ...containerFields, ...imageFields } }
const emptyTexts = { Parent: '', Comment: '', DockerVersion: '', Author: '' }

/** The operations on images, and what is kept of builds. */
export const images: readonly Step[] = [
  {
    since: '1.41',
    operations: ['ImageList'],
    why: 'the query `filter` is not looked at any more: the filter `reference` stands for it',
    older: { query: (query) => drop('filter')(filters(referenceOf)(query)) },
  },
  {
    since: '1.42',
    operations: ['ImageList'],
    why: 'the query `shared-size` is looked at',
    older: { query: drop('shared-size') },
  },
  {
    since: '1.43',
    operations: ['ImageList'],
    why: 'images without a name have empty lists of them, before there was `<none>`',
    older: { answer: each(withNoNames) },
    newer: { answer: each(withoutNoNames) },
  },
  {
    since: '1.44',
    operations: ['ImageList', 'ImageInspect'],
    why: '`VirtualSize` is gone: it was the same as `Size`',
    older: { answer: (answer) => each(withVirtualSize)(one(withVirtualSize)(answer)) },
    newer: { answer: (answer) => each(leaveOut('VirtualSize'))(one(leaveOut('VirtualSize'))(answer)) },
  },
  {
    since: '1.47',
    operations: ['ImageList'],
    why: 'the query `manifests` is looked at',
    older: { query: drop('manifests') },
  },
  {
    since: '1.48',
    operations: ['ImageList', 'ImageInspect'],
    why: 'images tell their `Descriptor`',
    older: { answer: (answer) => each(leaveOut('Descriptor'))(one(leaveOut('Descriptor'))(answer)) },
  },
  {
    since: '1.51',
    operations: ['ImageList'],
    why: '`Containers` tells how many there are of an image, before it was -1',
    older: { answer: each((image) => ({ ...image, Containers: -1 })) },
  },
  {
    since: '1.54',
    operations: ['ImageList'],
    why: 'the query `identity` is looked at',
    older: { query: drop('identity') },
  },
  {
    since: '1.44',
    operations: ['ImageInspect'],
    why: '`Created` is left out where the image does not say, before it was the year 1',
    older: { answer: one(withCreated) },
    newer: { answer: one(withoutCreated) },
  },
  {
    since: '1.45',
    operations: ['ImageInspect'],
    why: '`Container` and `ContainerConfig` are gone',
    older: { answer: one(complete(building)) },
    newer: { answer: one(leaveOut('Container', 'ContainerConfig')) },
  },
  {
    since: '1.48',
    operations: ['ImageInspect'],
    why: 'the query `manifests` is looked at',
    older: { query: drop('manifests') },
  },
  {
    since: '1.49',
    operations: ['ImageInspect'],
    why: 'the query `platform` is looked at',
    older: { query: drop('platform') },
  },
  {
    since: '1.50',
    operations: ['ImageInspect'],
    why: '`Config` has no fields any more that only containers have',
    older: { answer: one(within('Config', complete(containerFields))) },
    newer: {
      answer: one(
        within('Config', leaveOut(...Object.keys(containerFields), 'NetworkDisabled', 'MacAddress', 'StopTimeout')),
      ),
    },
  },
  {
    since: '1.52',
    operations: ['ImageInspect'],
    why: 'what is empty is left out, of the image and of its `Config`',
    older: { answer: one(complete(emptyTexts), within('Config', complete(imageFields))) },
    newer: {
      answer: one(
        leaveOutEmpty(...Object.keys(emptyTexts)),
        within('Config', leaveOutEmpty(...Object.keys(imageFields))),
      ),
    },
  },
  {
    since: '1.53',
    operations: ['ImageInspect'],
    why: 'images tell their `Identity`',
    older: { answer: one(leaveOut('Identity')) },
  },
  {
    since: '1.32',
    operations: ['ImageCreate', 'ImageBuild'],
    why: 'the query `platform` is looked at',
    older: { query: drop('platform') },
  },
  {
    since: '1.40',
    operations: ['ImageBuild'],
    why: 'the query `outputs` is looked at',
    older: { query: drop('outputs') },
  },
  {
    since: '1.46',
    operations: ['ImagePush'],
    why: 'the query `platform` is looked at',
    older: { query: drop('platform') },
  },
  {
    since: '1.48',
    operations: ['ImageHistory', 'ImageGet', 'ImageGetAll', 'ImageLoad'],
    why: 'the query `platform` is looked at',
    older: { query: drop('platform') },
  },
  {
    since: '1.50',
    operations: ['ImageDelete'],
    why: 'the query `platforms` is looked at',
    older: { query: drop('platforms') },
  },
  {
    since: '1.48',
    operations: ['BuildPrune'],
    why: '`keep-storage` is called `reserved-space`; `max-used-space` and `min-free-space` are looked at',
    source: 'moby `daemon/server/router/build`, `postPrune`',
    older: {
      query: (query) =>
        rename('keep-storage', 'reserved-space')(drop('reserved-space', 'max-used-space', 'min-free-space')(query)),
    },
    newer: { query: rename('reserved-space', 'keep-storage') },
  },
  {
    since: '1.56',
    operations: ['BuildPrune', 'ContainerPrune', 'ImagePrune', 'NetworkPrune', 'VolumePrune'],
    why: 'the query `stream` is looked at',
    older: { query: drop('stream') },
  },
]
