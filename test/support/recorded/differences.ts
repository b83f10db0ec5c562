/** The commands to which the simulator answers otherwise than a real engine, and why it does. */
export const differences: Readonly<Record<string, string>> = {
  'push nope': 'images are not pushed',
  'run --rm --mount type=bind,source=/no/such/place,target=/m busybox true': 'there is no file system of a host',
  'start device': 'there are no devices of a host',
}
