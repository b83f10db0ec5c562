/** What the manifest declares. */
export interface Options {
  /** The engines of the pool, `NAME='backend words'` each. */
  readonly child?: readonly string[]
  /** Labels of children, `NAME:KEY=VALUE`. */
  readonly label?: readonly string[]
  /** An engine that does not answer makes the whole answer fail. */
  readonly strict?: boolean
}
