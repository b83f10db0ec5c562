import { breakingFaults, calmFaults, corruptingFaults } from './faults.js'

/**
 * Draws the way by which a call reaches a daemon: `{ name, target, through, keeps }`, where `through` is the daemon's name
 * and `keeps` whether it is on a connection that was used before; behind a proxy with `{ faults, breaks, corrupts }` besides.
 *
 * @param front a fault proxy in front of the daemon `behind`
 */
export function drawRoute(dice, { simulator, forward }, front, behind) {
  const plain = (daemon, kind) => {
    const keeps = dice.chance(0.6)
    return { name: `${daemon.name}, ${kind}`, target: daemon[kind], through: daemon.name, keeps }
  }
  const faulty = (how, faults) => ({
    name: `${behind}, ${how} ${JSON.stringify(faults)}`,
    target: { host: front.host, port: front.port },
    through: behind,
    keeps: false,
    faults,
    breaks: how !== 'slowed by',
    corrupts: how === 'corrupted by',
  })
  return dice.weighed([
    [4, () => plain(simulator, 'unix')],
    [2, () => plain(simulator, 'tcp')],
    [4, () => plain(forward, 'unix')],
    [2, () => plain(forward, 'tcp')],
    [2, () => faulty('slowed by', calmFaults(dice))],
    [3, () => faulty('broken by', breakingFaults(dice))],
    [1, () => faulty('corrupted by', corruptingFaults(dice))],
  ])()
}
