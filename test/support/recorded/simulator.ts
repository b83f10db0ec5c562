import { install } from 'libswarm-backend-simulator'
import type { BackendSpec } from 'libswarm-core'

/** A simulated engine with `busybox:latest` that speaks no newer version of the API than the one that was recorded. */
export function simulator(newest: string): BackendSpec {
  return { name: 'simulator', install, options: { api: `1.24-${newest}`, image: ['busybox:latest'] }, simulated: true }
}
