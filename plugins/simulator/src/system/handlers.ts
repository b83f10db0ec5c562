import { lazily } from '../lazily.js'
import type { Handlers } from '../register.js'

/** What the engine answers about itself. */
export const systemHandlers: Handlers = {
  SystemInfo: lazily(async () => (await import('./info.js')).info),
  SystemVersion: lazily(async () => (await import('./version.js')).version),
  SystemPing: lazily(async () => (await import('./ping.js')).ping),
  SystemPingHead: lazily(async () => (await import('./ping.js')).pingHead),
  SystemEvents: lazily(async () => (await import('./events.js')).streamEvents),
  SystemDataUsage: lazily(async () => (await import('./df.js')).dataUsage),
  PluginInspect: lazily(async () => (await import('./absent.js')).inspectPlugin),
  BuildPrune: lazily(async () => (await import('./absent.js')).pruneBuildCache),
}
