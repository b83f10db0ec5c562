/**
 * How much of each is measured: nodes, and containers of each; calls at least, and the ms for which they go on; containers
 * that are run; events; the ms in which a process settles, and for which it is looked at while nobody asks; and how old
 * containers are at least when a list of them may be kept.
 */
export const sizes = {
  nodes: [10, 100],
  containers: 30,
  least: 20,
  ms: 1500,
  runs: 100,
  events: 1000,
  settle: 1000,
  rest: 5000,
  age: 62_000,
}

/** The same with a thousand nodes, which takes 2 GB of memory. */
export const full = { ...sizes, nodes: [10, 100, 1000] }

/** So little that it says only whether each can be measured. */
export const small = {
  nodes: [3],
  containers: 3,
  least: 3,
  ms: 50,
  runs: 3,
  events: 12,
  settle: 200,
  rest: 200,
  age: 0,
}
