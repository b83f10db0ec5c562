/** What an engine has said is no HTTP, or leaves a doubt about where its answer ends: nothing that follows can be trusted. */
export class NotHttp extends Error {
  override get name(): string {
    return 'NotHttp'
  }
}
