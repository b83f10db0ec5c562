// The calls that the engine that does nothing never answers to their end, by their targets, and what has become of them.

const calls = new Map()
// How long it waits for what may never happen, in ms.
const patience = 2000

/** Says that a call is there, and when its connection is closed. */
export function hold(target, socket) {
  const { opened, closed } = callOf(target)
  opened.settle()
  socket.once('close', closed.settle)
}

/** Resolves to whether a call has been opened, or closed, before the patience is over. */
export function happened(what, target) {
  const over = new Promise((resolve) => setTimeout(() => resolve(false), patience).unref())
  return Promise.race([callOf(target)[what].promise.then(() => true), over])
}

function callOf(target) {
  if (!calls.has(target)) calls.set(target, { opened: deferred(), closed: deferred() })
  return calls.get(target)
}

function deferred() {
  let settle
  const promise = new Promise((resolve) => (settle = resolve))
  return { promise, settle }
}
