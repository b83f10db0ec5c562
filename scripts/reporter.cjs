'use strict'
const { writeFileSync } = require('node:fs')
const { reporters } = require('mocha')

/** mocha's own listing, and behind it every skip with its reason: no skip goes unseen. */
class Reporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    const skipped = new Map()
    runner.on('pending', (test) => {
      const title = test.fullTitle()
      const [, reason = 'no reason given: mark it in the title, [skipped: …]'] = /\[skipped: (.*?)\]/.exec(title) ?? []
      skipped.set(reason, (skipped.get(reason) ?? 0) + 1)
    })
    this.listSkips = () => {
      if (skipped.size === 0) console.log('Nothing was skipped.')
      for (const [reason, count] of skipped) console.log(`SKIPPED ${count}: ${reason}`)
    }
    this.writeCounts = () => {
      const { passes, failures, pending } = this.stats
      const file = process.env.LIBSWARM_TEST_COUNTS
      if (file !== undefined) writeFileSync(file, JSON.stringify({ passes, failures, pending }))
    }
  }

  epilogue() {
    super.epilogue()
    this.listSkips()
    this.writeCounts()
  }
}

module.exports = Reporter
