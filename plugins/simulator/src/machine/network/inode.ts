let last = 40_000

/** The inode of a new socket: no two have the same. */
export const nextInode = (): number => ++last
