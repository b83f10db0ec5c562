import { createAggregate, type Options, type Times } from 'libswarm-backend-aggregate'
import { compose, type EngineHandle, type Install } from 'libswarm-core'
import { call, startDaemon, type CallOptions } from 'libswarm-core/testing'
import { quick, standard, type TestPool } from './running-pool.js'

/** A child that is written down in a test. */
export type ChildInstall = (engine: EngineHandle) => void

/** An engine that has what a pool looks at, until a test says otherwise. */
export const engineOf =
  (id: string, change: ChildInstall = () => undefined): ChildInstall =>
  (engine) => {
    const own = new Set<string>()
    change({
      ...engine,
      register: (name, handler) => {
        own.add(name)
        engine.register(name, handler)
      },
    })
    const otherwise: readonly (readonly [Parameters<EngineHandle['register']>[0], () => unknown])[] = [
      ['SystemPing', () => Buffer.from('OK')],
      ['SystemVersion', () => ({ ApiVersion: '1.41', MinAPIVersion: '1.12' })],
      ['SystemInfo', () => ({ ID: id })],
      ['ContainerList', () => []],
      ['VolumeList', () => ({ Volumes: [] })],
      ['VolumeInspect', () => ({ status: 404 })],
    ]
    for (const [name, handler] of otherwise) if (!own.has(name)) engine.register(name, handler as never)
  }

/** Starts a pool of children that are functions, or specs, by their names. */
export async function startChildren(
  children: Readonly<Record<string, ChildInstall | string>>,
  options: Omit<Options, 'child'> = {},
  times: Partial<Times> = quick,
): Promise<TestPool> {
  const install: Install<Options> = (engine, given) =>
    createAggregate(times)(
      {
        ...engine,
        spawn: async (spec) => {
          const name = typeof spec === 'string' ? spec : ''
          const child = children[name]
          return child === undefined || typeof child === 'string'
            ? engine.spawn(child ?? spec)
            : compose([{ name, install: child }])
        },
      },
      given,
    )
  const child = Object.keys(children).map((name) => `${name}=${name}`)
  const backend = { name: 'aggregate', install, options: { child, ...options } }
  const daemon = await startDaemon({ backends: [backend], standard })
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
