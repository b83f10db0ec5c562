import type { Random } from './world.js'

/** 64 random hexadecimal digits. */
export const randomId = (random: Random): string => Buffer.from(random(32)).toString('hex')
