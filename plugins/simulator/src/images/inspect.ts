import type { Answer, Job } from 'libswarm-core'
import { isOlder } from '../api-version.js'
import type { MakeError } from '../errors.js'
import type { State } from '../state.js'
import { machine } from '../system/machine.js'
import { never, toRfc3339 } from '../time.js'
import type { Image, ImageConfig } from './image-record.js'
import { checkPlatform } from './platform.js'
import { requireImage } from './require.js'

type Inspected = Answer<'ImageInspect'>

/** Answers `ImageInspect`. */
export function inspectImage(state: State, job: Job<'ImageInspect'>): Inspected {
  const { platform = '', manifests = false } = job.query
  if (manifests && platform !== '') {
    throw state.error('InvalidParameter', 'conflicting options: manifests and platform options cannot both be set')
  }
  const image = requireImage({ ...state, error: missing(state, job.path.name) }, job.path.name)
  checkPlatform(image.platform, platform, job.path.name, state.error)
  return inspect(image, job.version ?? state.settings.api.max)
}

/** Engines before API 1.42 say twice what is not there. */
function missing({ error, settings }: State, name: string): MakeError {
  if (!isOlder(settings.api.max, '1.42')) return error
  return (kind, sentence) => error(kind, kind === 'NotFound' ? `no such image: ${name}: ${sentence}` : sentence)
}

/** All that is known of an image, as an API version has it. */
function inspect(image: Image, version: string): Inspected {
  const { config, created, digests, id, lastTagged, layers, platform, size, tags } = image
  const building = isOlder(version, '1.45')
    ? { Container: image.made?.container ?? '', ContainerConfig: { ...noConfig } }
    : {}
  return {
    Id: id,
    RepoTags: [...tags],
    RepoDigests: [...digests],
    Created: toRfc3339(created),
    ...origin(image, version),
    ...building,
    Config: { ...standardFields(version), ...config },
    Architecture: platform.architecture,
    ...(platform.variant === undefined ? {} : { Variant: platform.variant }),
    Os: platform.os,
    Size: size,
    ...(isOlder(version, '1.44') ? { VirtualSize: size } : {}),
    GraphDriver: { Data: foldersOf(image), Name: machine.storage },
    RootFS: { Type: 'layers', Layers: [...layers] },
    Metadata: { LastTagTime: lastTagged === undefined ? never : toRfc3339(lastTagged) },
  }
}

/** Where an image is from. What is empty is left out since API 1.52. */
function origin({ parent = '', made }: Image, version: string): Inspected {
  const { author: Author = '', comment: Comment = '' } = made ?? {}
  if (isOlder(version, '1.52')) return { Parent: parent, Comment, DockerVersion: '', Author }
  return { ...(Comment === '' ? {} : { Comment }), ...(Author === '' ? {} : { Author }) }
}

const ownFields: ImageConfig = {
  User: '',
  Env: null,
  Cmd: null,
  Volumes: null,
  WorkingDir: '',
  Entrypoint: null,
  OnBuild: null,
  Labels: null,
}

const noConfig: ImageConfig = {
  Hostname: '',
  Domainname: '',
  AttachStdin: false,
  AttachStdout: false,
  AttachStderr: false,
  Tty: false,
  OpenStdin: false,
  StdinOnce: false,
  Image: '',
  ...ownFields,
}

/** What is there although the image does not set it: less with API 1.50, where containers' fields left, and 1.52. */
function standardFields(version: string): ImageConfig {
  if (isOlder(version, '1.50')) return noConfig
  return isOlder(version, '1.52') ? ownFields : {}
}

/** Where overlay2 keeps the layers, made up of the id. */
function foldersOf({ id, layers }: Image): Record<string, string> {
  const folder = (at: number): string =>
    `${machine.root}/${machine.storage}/${(layers[at] ?? id).slice('sha256:'.length)}`
  const lower = layers.slice(0, -1).map((_, at) => `${folder(at)}/diff`)
  const top = folder(layers.length - 1)
  return {
    ...(lower.length === 0 ? {} : { LowerDir: lower.reverse().join(':') }),
    MergedDir: `${top}/merged`,
    UpperDir: `${top}/diff`,
    WorkDir: `${top}/work`,
  }
}
