/** A child as a source tells it: its name, the backend that is spawned for it, and labels of its own. */
export interface ChildEntry {
  /** One word of letters, digits, `_`, `.` and `-`; what `node/name` begins with. */
  readonly name: string
  /** A backend's spec, `forward tcp://b:2376`. */
  readonly spec: string
  readonly labels: ReadonlyMap<string, string>
}

/** Who is told what becomes of a source. */
export interface Observer {
  /** All children that there are now; told when it is another list than before, and when it is the first. */
  changed(children: readonly ChildEntry[]): void
  /** What is wrong, as a sentence that stands behind the source's name; told once until nothing is. What was told of children stays true. */
  troubled(sentence: string): void
  /** Nothing is wrong any more. */
  recovered(): void
}

/** Where children are listed: they come and go while it is watched. */
export interface Source {
  /** The source for a log, without passwords: `file:/etc/pool.yaml`. */
  readonly shown: string
  /**
   * Watches until what it resolves to is called. Resolves when the source has been read once, has failed once, or has
   * said nothing for 5 s, and never rejects: a source that cannot be read is a trouble, which may end.
   */
  watch(observer: Observer): Promise<() => Promise<void>>
}
