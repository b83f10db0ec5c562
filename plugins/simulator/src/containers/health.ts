import { isRunning, type Container, type Inspected } from './container.js'

type Health = NonNullable<NonNullable<Inspected['State']>['Health']>

/** The health of a running container that has a check; undefined for any other. No check is ever run. */
export function healthOf(container: Container): Health | undefined {
  const [first = ''] = container.config.Healthcheck?.Test ?? []
  if (first === '' || first === 'NONE' || !isRunning(container)) return undefined
  return { Status: 'starting', FailingStreak: 0, Log: [] }
}
