import type { Check, Finding } from './finding.js'

/** The configured backends: each is there, can be used, and has right options. */
export const options: Check = {
  what: 'options',
  async look({ chain }) {
    return chain.flatMap(({ written, wrong, checked }): readonly Finding[] => {
      if (wrong.length > 0) return wrong.map((sentence) => ({ status: 'error', what: 'options', sentence }))
      const unchecked = checked[0]?.manifest.options === undefined ? '; it declares no options to check' : ''
      return [{ status: 'ok', what: 'options', sentence: `${written}${unchecked}` }]
    })
  },
}
