/**
 * How much of each is measured: seconds of calls, containers of a real engine, round trips, bytes of a body, clients that
 * go away, event streams, and the ms in which memory settles.
 */
export const sizes = {
  seconds: 2,
  containers: 50,
  trips: 5000,
  realTrips: 2000,
  bytes: 1e9,
  leavers: 10,
  streams: 1000,
  settle: 1000,
}

/** So little that it says only whether each can be measured. */
export const small = {
  seconds: 0.2,
  containers: 3,
  trips: 20,
  realTrips: 20,
  bytes: 8e6,
  leavers: 2,
  streams: 20,
  settle: 100,
}
