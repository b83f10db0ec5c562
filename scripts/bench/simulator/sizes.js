/**
 * How much of each is measured: containers of lists, and the ms in which those are asked for, to be compiled and to be
 * counted; lives and execs; listeners to events, and events; containers whose memory is taken; idle and busy ones, and
 * the ms for which busy ones are looked at; the ms of pings; bytes of output. A real engine is spared most of it.
 */
export const sizes = {
  lists: [3, 100, 1000],
  warm: 3000,
  listing: 500,
  lives: { simulator: 200, real: 8 },
  execs: { simulator: 200, real: 8 },
  listeners: 1000,
  events: 5,
  containers: 10_000,
  idle: { simulator: 1000, real: 20 },
  busy: { simulator: 100, real: 20 },
  window: 5000,
  pinging: 3000,
  output: 50 * 1024 * 1024,
}

/** So little that it says only whether each can be measured. */
export const small = {
  lists: [3],
  warm: 100,
  listing: 100,
  lives: { simulator: 4, real: 4 },
  execs: { simulator: 4, real: 4 },
  listeners: 10,
  events: 2,
  containers: 20,
  idle: { simulator: 5, real: 2 },
  busy: { simulator: 4, real: 2 },
  window: 300,
  pinging: 200,
  output: 1024 * 1024,
}
