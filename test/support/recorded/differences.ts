/** The commands to which the simulator answers otherwise than a real engine, and why it does. */
export const differences: Readonly<Record<string, string>> = {}
