import { cpus } from 'node:os'
import { printTable } from '../bench/figures.js'
import { scenarios } from './scenarios/table.js'
import { allowed } from './verdict.js'

/** Prints what came of a soak. */
export function report(outcome, markdown) {
  const print = markdown ? printMarkdown : printTable
  const { tally, drifts, watchers, given } = outcome
  console.log(`${markdown ? '' : '\n'}${headline(outcome)}\n`)
  print([
    ['scenario', 'right', 'broken by a fault', 'wrong'],
    ...scenarios.map(({ name }) => [name, ...columns(tally.counts.get(name) ?? none)]),
    ['all', ...columns(tally.total)],
  ])
  console.log('')
  print(driftRows(drifts))
  console.log('')
  const streams = watchers.map(({ name, heard, broken }) => `${heard} by the ${name}, begun again ${broken} times`)
  console.log(`Events of creations heard: ${streams.join('; ')}.`)
  if (drifts.some(({ isTooMuch }) => isTooMuch === undefined)) sayMemory()
  sayWrongs(tally)
  console.log(`\n${markdown ? 'Again: ' : 'Again:  '}${again(given, markdown)}`)
}

/** The rows of a table of drifts, as `driftOf` tells them. */
export function driftRows(drifts) {
  return [
    ['at rest, and under load', 'first quarter', 'last quarter', 'drift', 'allowed'],
    ...drifts.map((drift) => [`${drift.kind} of the ${drift.name}`, ...figures(drift)]),
  ]
}

/** Prints why memory was not judged. */
export function sayMemory() {
  console.log('A drift of memory is judged on runs from 15 minutes on.')
}

/** Prints what was wrong. */
export function sayWrongs(tally) {
  for (const wrong of tally.wrongs) console.log(`\nWRONG: ${wrong}`)
  if (tally.failed > tally.wrongs.length) console.log(`\n… and ${tally.failed - tally.wrongs.length} more.`)
}

/** A word as a shell takes it. */
export function quoted(word) {
  return /^[\w.-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** How it ended, in a line. */
export function headline({ why, ms, given: { seed }, tally }) {
  const { right, broken, wrong } = tally.total
  const verdict = tally.failed > 0 ? 'FAILED' : why === 'over' ? 'Passed' : 'Interrupted'
  const time = `${Math.round(ms / 1000)} s`
  const machine = `${cpus().length} cores, Node ${process.versions.node}`
  return `${verdict} after ${time}: ${right + broken + wrong} calls, seed ${seed} (${machine})`
}

const none = { right: 0, broken: 0, wrong: 0 }

function columns({ right, broken, wrong }) {
  return [right, broken, wrong].map(String)
}

function figures({ kind, first, last, isTooMuch }) {
  if (first === undefined) return ['', '', '', '']
  const memory = kind === 'memory'
  const show = (value) => (memory ? `${value.toFixed(1)} MiB` : String(value))
  const drift = memory ? `${((last / first - 1) * 100).toFixed(1)} %` : String(last - first)
  const bound = memory ? `< ${allowed.memory * 100} %` : `≤ ${allowed.descriptors}`
  return [show(first), show(last), `${last >= first ? '+' : ''}${drift}${isTooMuch ? ', too much' : ''}`, bound]
}

function again({ written, seed, backends }, markdown) {
  const [ownSeed, ...own] = [seed, ...backends].map(quoted)
  const command = `npm run soak -- ${written} --seed ${ownSeed}${own.map((spec) => ` --backend ${spec}`).join('')}`
  return markdown ? `\`${command}\`` : command
}

function printMarkdown([head, ...rows]) {
  for (const row of [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows])
    console.log(`| ${row.join(' | ')} |`)
}
