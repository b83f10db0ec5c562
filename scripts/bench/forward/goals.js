import { goalsOf } from '../goals.js'

/** What swarmd with forward is held to, beside the others in the same run. */
export const { least, most, within, goalCells } = goalsOf('swarmd')
