import type { Group } from '../recorded/step.js'
import { containers } from './containers.js'
import { copiesIn, copiesOut } from './copies.js'
import { data } from './data.js'
import { execOptions } from './exec-options.js'
import { execs } from './execs.js'
import { exits } from './exits.js'
import { health } from './health.js'
import { images } from './images.js'
import { kept } from './kept.js'
import { life } from './life.js'
import { lifecycle } from './lifecycle.js'
import { lists } from './lists.js'
import { logs } from './logs.js'
import { mistakes } from './mistakes.js'
import { networks } from './networks.js'
import { output } from './output.js'
import { runOptions } from './run-options.js'
import { signals } from './signals.js'
import { streams } from './streams.js'
import { system } from './system.js'
import { terminals } from './terminals.js'
import { volumes } from './volumes.js'

/** The commands, each group on an engine that has `busybox:latest` and nothing else. */
export const groups: readonly Group[] = [
  // The engine counts its subnets up as long as it runs.
  { title: 'networks', steps: networks },
  { title: 'containers', steps: containers },
  { title: 'lifecycle', steps: lifecycle },
  { title: 'lists', steps: lists },
  { title: 'output', steps: output },
  { title: 'execs', steps: execs },
  { title: 'images', steps: images },
  { title: 'volumes', steps: volumes },
  { title: 'system', steps: system },
  { title: 'mistakes', steps: mistakes },
  { title: 'options of run', steps: runOptions, long: true },
  { title: 'exit codes', steps: exits, long: true },
  { title: 'signals', steps: signals, long: true },
  { title: 'options of exec', steps: execOptions, long: true },
  { title: 'copies into containers', steps: copiesIn },
  { title: 'copies out of containers', steps: copiesOut, long: true },
  { title: 'what containers leave', steps: kept, long: true },
  { title: 'logs', steps: logs },
  { title: 'data in volumes', steps: data, long: true },
  { title: 'health checks', steps: health, long: true },
  { title: 'a life', steps: life, long: true },
  { title: 'streams', steps: streams, long: true },
  { title: 'terminals', steps: terminals, long: true },
]
