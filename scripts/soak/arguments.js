const daemonsUsage = `usage: npm run soak -- [60m | 90s | 2h] [--seed <text>] [--backend <spec>] [--markdown]

Runs two daemons under mixed load and random faults for that long (60m unless given), and fails when one ends, answers
wrongly, loses an event, or keeps descriptors or memory.

  --seed <text>     what is drawn by lot is the same for the same seed; one is drawn and printed unless given
  --backend <spec>  a backend in front of the simulator of the first daemon; repeat it for more
  --markdown        prints the outcome as docs/benchmarks.md has it`

const poolUsage = `usage: npm run soak:aggregate -- [10m | 90s | 2h] [--seed <text>]

Runs a pool of simulated engines under mixed load for that long (10m unless given) while random faults happen to one engine
after the other, and fails when the pool ends, says anything that no fault explains, loses or doubles what it has
acknowledged, or keeps descriptors or memory.

  --seed <text>     what is drawn by lot is the same for the same seed; one is drawn and printed unless given`

/** The soaks that there are: what their command lines may have, and how long they last unless it is given. */
export const soaks = {
  daemons: { usage: daemonsUsage, written: '60m', options: ['--seed', '--backend', '--markdown'] },
  pool: { usage: poolUsage, written: '10m', options: ['--seed'] },
}

const units = { s: 1000, m: 60_000, h: 3_600_000 }

/** Reads the words behind the command. Returns `{ duration, written, seed, backends, markdown }`, or undefined for wrong ones. */
export function readArguments(words, { written, options }) {
  const read = { written, seed: undefined, backends: [], markdown: false }
  for (let at = 0; at < words.length; at++) {
    const word = words[at]
    if (/^[1-9]\d*[smh]$/.test(word)) read.written = word
    else if (!options.includes(word)) return undefined
    else if (word === '--markdown') read.markdown = true
    else if (at + 1 === words.length) return undefined
    else if (word === '--seed') read.seed = words[++at]
    else read.backends.push(words[++at])
  }
  const [, count, unit] = /^(\d+)(.)$/.exec(read.written)
  return { ...read, duration: count * units[unit], seed: read.seed ?? String(Math.floor(Math.random() * 1e9)) }
}

/** Says how it is called, and ends: with 0 for who has asked. */
export function sayUsage(words, { usage }) {
  const asked = words.includes('--help')
  console[asked ? 'log' : 'error'](usage)
  process.exit(asked ? 0 : 2)
}
