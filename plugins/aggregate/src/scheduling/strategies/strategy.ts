import type { Request } from '../request/request.js'
import type { NodeSnapshot } from '../snapshot.js'

/**
 * Puts the nodes that a container may go to into an order, the best first.
 *
 * @param seed a number that is another one each time, for the order among equals
 */
export type Strategy = (nodes: readonly NodeSnapshot[], request: Request, seed: number) => readonly NodeSnapshot[]
