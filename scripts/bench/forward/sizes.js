/** How much of each is measured; the small ones say whether it can be measured at all. */
export const sizes = { seconds: 2, containers: 50 }

export const small = { seconds: 1, containers: 3 }
