import { recordCompose } from '../compose/record-compose.js'
import { recordLines } from '../program-lines/record-lines.js'
import { recordNetLines } from '../program-lines/net/record-net.js'
import { recordTour, tourFixture } from '../tours/record.js'
import { tours } from '../tours/tours.js'
import { recordCommands } from './record-commands.js'

/** What can be recorded, by its name; each writes a fixture and returns its path. */
export const recorders: Readonly<Record<string, () => Promise<string>>> = {
  commands: recordCommands,
  compose: recordCompose,
  'lines-busybox': () => recordLines('busybox'),
  'lines-gnu': () => recordLines('gnu'),
  'system-lines-busybox': () => recordLines('busybox', 'system-lines'),
  'system-lines-gnu': () => recordLines('gnu', 'system-lines'),
  'net-lines-busybox': () => recordNetLines('busybox'),
  'net-lines-gnu': () => recordNetLines('gnu'),
  ...Object.fromEntries(tours.map((tour) => [tourFixture(tour), () => recordTour(tour)])),
}
