import { isFields } from './fields.js'

/** The API versions that an engine speaks, both included. */
export interface ApiRange {
  readonly oldest: string
  readonly newest: string
}

/** What is known of the range of an engine, which may be upgraded at any time. */
export interface KnownRange {
  /**
   * Asks the engine where that is not known; undefined for one that does not say. Rejects where it cannot be asked.
   *
   * @param signal ends the waiting, not the asking: others may wait for the same
   */
  read(signal: AbortSignal): Promise<ApiRange | undefined>
  /** Has the engine asked again. */
  forget(): void
  /** Has the engine asked again where an answer's `Api-Version` is another than it was. */
  compare(newest: string | undefined): void
}

// Engines that have no oldest version to tell (before API 1.25) speak from here (moby v1.12 `api/common.go`).
const oldestOfAll = '1.12'

/** @param ask answers `GET /version` as a JSON value */
export function knownRange(ask: () => Promise<unknown>): KnownRange {
  let asked: Promise<ApiRange | undefined> | undefined
  let known: ApiRange | undefined
  const forget = (): void => {
    asked = undefined
    known = undefined
  }
  const begin = (): Promise<ApiRange | undefined> => {
    const asking = ask().then(rangeOf)
    asking.then(
      (range) => {
        if (asked !== asking) return
        known = range
        if (range === undefined) asked = undefined
      },
      () => {
        if (asked === asking) asked = undefined
      },
    )
    return asking
  }
  return {
    read: async (signal) => {
      if (known !== undefined) return known
      asked ??= begin()
      return within(asked, signal)
    },
    forget,
    compare: (newest) => {
      if (newest !== undefined && known !== undefined && newest !== known.newest) forget()
    },
  }
}

function rangeOf(version: unknown): ApiRange | undefined {
  if (!isFields(version)) return undefined
  const { ApiVersion: newest, MinAPIVersion: oldest = oldestOfAll } = version
  return isVersion(newest) && isVersion(oldest) ? { oldest, newest } : undefined
}

const isVersion = (value: unknown): value is string => typeof value === 'string' && /^\d+\.\d+$/.test(value)

function within<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason as Error)
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
