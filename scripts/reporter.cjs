'use strict'
const { writeFileSync } = require('node:fs')
const { relative } = require('node:path')
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
    const counts = countFiles(runner)
    this.writeCounts = () => {
      const file = process.env.LIBSWARM_TEST_COUNTS
      if (file !== undefined) writeFileSync(file, JSON.stringify(counts))
    }
  }

  epilogue() {
    super.epilogue()
    this.listSkips()
    this.writeCounts()
  }
}

/**
 * What becomes of the tests of each file, as scripts/test.js reads it: for each file's path `passed`, `failed` and
 * `skipped`, the numbers. What fails outside all files is counted under ''.
 */
function countFiles(runner) {
  const counts = {}
  const count = (what) => (test) => {
    const file = test.file === undefined ? '' : relative('', test.file)
    counts[file] ??= { passed: 0, failed: 0, skipped: 0 }
    counts[file][what] += 1
  }
  runner.on('pass', count('passed'))
  runner.on('fail', count('failed'))
  runner.on('pending', count('skipped'))
  return counts
}

module.exports = Reporter
