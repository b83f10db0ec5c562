/** The version of the job protocol: what a backend's manifest names a range of. */
export const protocolVersion = '1.0.0'
