import { againAlone, mocha, total } from './mocha.js'
import { bin, build, install, outcome, requireNode } from './workspace.js'

requireNode()
await install()
console.log('> types')
await build()

// With all there is to run, what ends in seconds goes first; otherwise it runs beside the tests, and is told behind them.
const whole = process.argv.includes('--whole')
const all = whole || process.argv.includes('--all')
const checks = startChecks({
  lint: [bin('eslint/bin/eslint.js'), '--max-warnings', '0', '.'],
  format: [bin('prettier/bin/prettier.cjs'), '--log-level', 'warn', '--check', '.'],
  cycles: ['scripts/cycles.js'],
})
if (all) await endUnlessGood(checks)

// The whole way of a package through a registry takes minutes by itself, and so do soaks of a few seconds each; what was
// recorded from a real engine is held against one again only where that may have changed. CI does it, the last one in part.
// What takes both processors of a small machine for a while leaves the tests beside it little: all has fewer, and more patience.
const selection = all ? ['--jobs', '3', '--timeout', '60000'] : ['--ignore', 'dist-test/registry.test.js']
const given = process.argv.slice(2).filter((word) => word !== '--all' && word !== '--whole')
const extent = whole ? { LIBSWARM_TEST_WHOLE: '1' } : all ? {} : { LIBSWARM_TEST_SHORT: '1' }

const { code, counts } = await mocha([...selection, ...given], extent)
if (counts === undefined) {
  console.error('mocha ended without counting its tests')
  process.exit(code === 0 ? 1 : code)
}
if (!all) {
  await endUnlessGood(checks)
  const packages = 'test/registry.test.ts and test/package-managers.test.ts'
  const left = [
    packages,
    'a short soak',
    'two of three where many cases are alike',
    'what takes 10 s and more to find out, or is the same by another way in',
    'further groups of docker commands, of docker-compose and of Testcontainers against the simulator',
    'what was recorded for the simulator against a real engine',
  ]
  console.log(`Not run: ${left.join(', ')}; npm test -- --all runs them too.`)
}
if (all && !whole) {
  const left = [
    'further of the commands of docker and docker-compose that were recorded, against a real engine',
    'more than some hundred clients of a kind that leave a real engine',
  ]
  console.log(`Not run: ${left.join(', ')}; npm test -- --whole runs them too.`)
}
// An exit code that no failure explains stays.
const unexplained = total(counts).failed === 0 ? code : 0
const { passed, failed, skipped } = total(await againAlone(counts, extent))
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exit(failed > 0 || passed === 0 ? 1 : unexplained)

/** Starts scripts beside each other. */
function startChecks(scripts) {
  console.log(`> ${Object.keys(scripts).join(', ')}`)
  return Promise.all(Object.values(scripts).map((args) => outcome(process.execPath, args)))
}

/** Waits for scripts, shows what they said, and ends this process with the first exit code of theirs that is not 0. */
async function endUnlessGood(started) {
  const outcomes = await started
  for (const { said } of outcomes) process.stdout.write(said)
  const failed = outcomes.find(({ code }) => code !== 0)
  if (failed !== undefined) process.exit(failed.code)
}
