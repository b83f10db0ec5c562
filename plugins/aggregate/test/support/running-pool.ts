import { fileURLToPath } from 'node:url'
import { createAggregate, type Options, type Times } from 'libswarm-backend-aggregate'
import { call, startDaemon, type Answered, type CallOptions, type TestDaemon } from 'libswarm-core/testing'

/** Limits of time that a test need not wait for. */
export const quick: Partial<Times> = {
  checkEvery: 100,
  checkLimit: 1000,
  answerLimit: 2000,
  refresh: [300, 400],
  resume: [50, 200],
}

/** The folders of the standard backends. */
export const standard = ['aggregate', 'simulator', 'forward', 'debug'].map((name) =>
  fileURLToPath(new URL('.', import.meta.resolve(`libswarm-backend-${name}/package.json`))),
)

/** The limits of time that a pool has by itself: for tests in which every engine answers, however busy the machine is. */
export const patient: Partial<Times> = {}

/** A daemon of `aggregate` in this process. */
export interface TestPool extends AsyncDisposable {
  readonly daemon: TestDaemon
  call(line: string, options?: CallOptions): Promise<Answered>
  /** The JSON of a call that succeeds. */
  get<T>(line: string, options?: CallOptions): Promise<T>
}

/** Starts a pool of children, `a='simulator web'` each, with short limits of time. */
export async function startPool(
  child: readonly string[],
  options: Omit<Options, 'child'> = {},
  times: Partial<Times> = quick,
): Promise<TestPool> {
  const aggregate = { name: 'aggregate', install: createAggregate(times), options: { child, ...options } }
  const daemon = await startDaemon({ backends: [aggregate], standard })
  const ask = (line: string, more?: CallOptions) => call(daemon, line, more)
  return {
    daemon,
    call: ask,
    get: async <T>(line: string, more?: CallOptions) => {
      const answer = await ask(line, more)
      if (answer.status >= 300) throw new Error(`${line}: ${answer.status} ${answer.text}`)
      return answer.json<T>()
    },
    [Symbol.asyncDispose]: () => daemon.close(),
  }
}
