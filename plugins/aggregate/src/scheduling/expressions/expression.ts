/** A condition that a client has written: `node==web*`, `container!=~/^db/`. */
export interface Expression {
  /** As it was written, for sentences. */
  readonly text: string
  readonly key: string
  readonly operator: '==' | '!='
  /** Whether it is a wish only (`~`). */
  readonly soft: boolean
  readonly matches: Matcher
}

/** Whether a value is one that is written there. */
export type Matcher = (value: string) => boolean

/** The only nodes that come into question: `node==a|b`. */
export interface Whitelist {
  /** As it was written, for sentences. */
  readonly text: string
  /** Names and ids of nodes. */
  readonly nodes: ReadonlySet<string>
}
