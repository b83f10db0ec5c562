import { readRange } from './api-version.js'
import { readOffset } from './clock-offset.js'
import type { MakeError } from './errors.js'
import { readHost, type HostOptions } from './host-options.js'
import { imageIdOf } from './image.js'
import { standardSettings, type Settings } from './settings.js'
import { readSpeed } from './speed.js'

/** What the manifest declares. */
export interface SimulatorOptions extends HostOptions {
  /** The names of the containers that are there from the start, running. */
  readonly name?: readonly string[]
  /** The images that are there from the start. */
  readonly image?: readonly string[]
  /** Patterns of image names that no registry has. */
  readonly deny?: readonly string[]
  /** How fast images come: bytes a second, or a text with a unit such as `10MB`. */
  readonly 'pull-speed'?: string | number
  /** What ids, names, addresses and stats are made of, instead of chance. */
  readonly seed?: string | number
  /** The API versions that are spoken, such as `1.24-1.41`. */
  readonly api?: string
  /** Whether ports that containers publish are listened on: `on`, unless `off`. */
  readonly ports?: string
  /** How far the engine's clock is off, such as `+1h` or `-30m`. */
  readonly clock?: string
}

/** The options, read and completed. Throws `InvalidParameter` with what would be right. */
export function readSettings(options: SimulatorOptions, error: MakeError): Settings {
  const { api, clock, deny = [], image = [], ports = 'on', 'pull-speed': speed } = options
  for (const name of image) {
    if (imageIdOf(name) !== undefined) continue
    throw error('InvalidParameter', `"${name}" is no name of an image: write --image redis:7 or --image quay.io/a/b:1`)
  }
  for (const pattern of deny) {
    if (/^[\w.:/@*-]+$/.test(pattern)) continue
    const examples = 'write --deny private/image, or --deny "private/*" with * for any text'
    throw error('InvalidParameter', `"${pattern}" is no pattern of image names: ${examples}`)
  }
  if (ports !== 'on' && ports !== 'off') {
    throw error(
      'InvalidParameter',
      `"${ports}" says nothing of ports: write --ports off, or --ports on, which they are`,
    )
  }
  return {
    api: api === undefined ? standardSettings.api : readRange(api, error),
    deny,
    pullSpeed: speed === undefined ? standardSettings.pullSpeed : readSpeed(String(speed), error),
    ports: ports === 'on',
    host: readHost(options, error),
    clockOffset: clock === undefined ? standardSettings.clockOffset : readOffset(clock, error),
  }
}
