import { cpus } from 'node:os'
import { document } from './document.js'
import { markdown, printTable } from './figures.js'

/** The tables of a benchmark, one for each of its parts. */
export class Tables {
  #tables = []
  #headline
  #mustWork

  /** `mustWork` says of a row whether it is a failure of the whole that it has no figures. */
  constructor(rounds, mustWork) {
    this.#headline = `${rounds} rounds, each in turn; ${cpus().length} cores, Node ${process.version}`
    this.#mustWork = mustWork
  }

  /** Measures a part, and adds its table. What cannot be measured is a row of it, and keeps nothing else from being. */
  async add({ title, head, measure }, given) {
    console.error(`${title}…`)
    const rows = await measure(given).catch((thrown) => [failed(head, thrown)])
    this.#tables.push({ title, rows: [head, ...rows] })
    const isMissing = (row) => row.some((cell) => cell.startsWith('cannot: ')) && this.#mustWork(row)
    if (rows.some(isMissing)) process.exitCode = 1
  }

  /** Prints all of them, and puts them in docs/benchmarks.md if they are to be written there, by the command that made them. */
  async show({ inMarkdown, writes }, command) {
    const text = `${this.#headline}\n\n${this.#markdown()}`
    if (inMarkdown) console.log(text)
    else this.#print()
    if (writes) await document(command, text)
  }

  #print() {
    console.log(this.#headline)
    for (const { title, rows } of this.#tables) {
      console.log(`\n### ${title}\n`)
      printTable(rows)
    }
  }

  #markdown() {
    return this.#tables.map(({ title, rows }) => `### ${title}\n\n${markdown(rows)}`).join('\n\n')
  }
}

function failed(head, { message }) {
  process.exitCode = 1
  return ['FAILED', message, ...Array(head.length - 2).fill('')]
}
