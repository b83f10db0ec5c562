/** What came of a command line. Each character of its texts is a byte. */
export interface RecordedLine {
  readonly line: string
  readonly stdout: string
  readonly stderr: string
  readonly code: number
  /** What is otherwise than before in the folder that it ran in. */
  readonly files: Readonly<Record<string, string>>
}

/** What the programs of one flavor do. */
export interface LineFixture {
  /** What is in the folder that each line runs in. */
  readonly files: Readonly<Record<string, string>>
  /** By the programs that they are about. */
  readonly lines: Readonly<Record<string, readonly RecordedLine[]>>
}
