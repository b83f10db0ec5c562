/** Why nothing was made, as a sentence for a person. The exit code is 2 for what was written wrong, 1 for the rest. */
export class Refusal extends Error {
  readonly exitCode: 1 | 2

  constructor(exitCode: 1 | 2, sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.exitCode = exitCode
  }
}
