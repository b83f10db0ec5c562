import type { Program } from '../../kernel/proc.js'

/** Shows the neighbours whose hardware address is known: who is reached here is not kept. */
export const arp: Program = () => 0
