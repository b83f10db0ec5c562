/** The id of what was made. */
export interface IDResponse {
  Id: string
}
