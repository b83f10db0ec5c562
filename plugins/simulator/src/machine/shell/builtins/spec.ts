/** What is between `%` and the letter of a conversion. */
export interface Spec {
  readonly flags: string
  readonly width: number
  readonly precision: number | undefined
}
