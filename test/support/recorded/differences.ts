/** The commands to which the simulator answers otherwise than a real engine, and why it does. */
export const differences: Readonly<Record<string, string>> = {
  'push nope': 'images are not pushed',
  'run --rm --cap-drop CHOWN busybox chown 1:1 /tmp': 'there are no capabilities',
  "run --rm --ulimit nofile=64:128 busybox sh -c 'ulimit -n; ulimit -Hn'": 'limits of processes are not kept',
  'run --rm --mount type=bind,source=/no/such/place,target=/m busybox true': 'there is no file system of a host',
  'start device': 'there are no devices of a host',
}
