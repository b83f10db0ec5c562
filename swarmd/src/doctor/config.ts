import { sentencesOf } from 'libswarm-core'
import { showFile } from '../config/places.js'
import type { Check, Finding } from './finding.js'

/** The config file: right, and the only one. */
export const config: Check = {
  what: 'config',
  async look({ config: { file, behind, cwd }, configProblem }) {
    const others = behind.map((other): Finding => {
      return { status: 'warning', what: 'config', sentence: `${showFile(other, cwd)} is not read, another comes first` }
    })
    if (configProblem !== undefined) {
      return sentencesOf(configProblem).map((sentence) => ({ status: 'error', what: 'config', sentence }))
    }
    const sentence = file === undefined ? 'there is none: flags and defaults count' : `${showFile(file, cwd)} is right`
    return [{ status: 'ok', what: 'config', sentence }, ...others]
  },
}
