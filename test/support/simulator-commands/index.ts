import type { Group } from '../recorded/step.js'
import { containers } from './containers.js'
import { execs } from './execs.js'
import { images } from './images.js'
import { lifecycle } from './lifecycle.js'
import { lists } from './lists.js'
import { mistakes } from './mistakes.js'
import { networks } from './networks.js'
import { output } from './output.js'
import { system } from './system.js'
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
]
