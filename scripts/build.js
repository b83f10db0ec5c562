import { build } from './workspace.js'

await build()
