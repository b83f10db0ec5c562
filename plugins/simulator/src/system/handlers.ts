import type { Handlers } from '../register.js'
import { inspectPlugin, pruneBuildCache } from './absent.js'
import { dataUsage } from './df.js'
import { streamEvents } from './events.js'
import { info } from './info.js'
import { ping, pingHead } from './ping.js'
import { version } from './version.js'

/** What the engine answers about itself. */
export const systemHandlers: Handlers = {
  SystemInfo: info,
  SystemVersion: version,
  SystemPing: ping,
  SystemPingHead: pingHead,
  SystemEvents: streamEvents,
  SystemDataUsage: dataUsage,
  PluginInspect: inspectPlugin,
  BuildPrune: pruneBuildCache,
}
