import { KeptAnswers, type Kept } from '../kept-answers.js'
import type { Instant } from '../world.js'
import type { Container } from './container.js'
import { Summaries } from './summaries.js'

/** Some containers of a list in a row, without what is between them and others. */
export interface ListPart extends Kept {
  readonly found: readonly Container[]
  /** The moment at which a status in it becomes another. */
  readonly until: Instant
}

/** A list as it was sent, and what it was made of. */
export interface KeptList extends Kept {
  readonly parts: readonly ListPart[]
  /** The versions of the stores that it was made from. */
  readonly containers: number
  readonly images: number
  /** The moment at which a status in it becomes another. */
  readonly until: Instant
}

/** The last inspect of a container as it was sent. */
export interface KeptInspect extends Kept {
  readonly container: Container
  /** The query and the version that it was asked for by. */
  readonly asked: string
  /** The version of the images that it was made from. */
  readonly images: number
}

const megabyte = 1024 * 1024

/** What was answered about containers lately: to be sent again while nothing has changed. */
export class ContainerAnswers {
  // Each is there twice, whole and in parts.
  readonly lists = new KeptAnswers<KeptList>({ entries: 16, bytes: 16 * megabyte })
  /** By the id of the container, until it is removed. */
  readonly inspects = new KeptAnswers<KeptInspect>({ entries: 2000, bytes: 8 * megabyte })
  readonly summaries = new Summaries()
}
