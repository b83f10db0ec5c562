/** What a pool tells as its storage driver (`Driver` of `info`). */
export const poolDriver = 'aggregate'
