/** How it ends when nothing was made: 2 for what was written wrong, 130 after Ctrl-C, 1 for the rest. */
export type FailureCode = 1 | 2 | 130

/** Why nothing was made, as a sentence for a person. */
export class Refusal extends Error {
  readonly exitCode: FailureCode

  constructor(exitCode: FailureCode, sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.exitCode = exitCode
  }
}
