/** What is read of an engine that has what `furnish` makes. */
export const read: readonly string[] = [
  ...[
    '/_ping',
    '/containers/json?all=1',
    '/containers/one/json',
    '/containers/one/top',
    '/containers/one/logs?stdout=1',
  ],
  ...['/images/json', '/images/busybox:latest/json', '/images/busybox:latest/history', '/networks', '/networks/own'],
  ...['/volumes', '/system/df', '/info'],
]

/** What is the same each time that it is read: lists have an order of their own each time. */
export const steady: readonly string[] = [
  ...['/_ping', '/containers/one/json', '/containers/none/json', '/containers/one/logs?stdout=1'],
  ...['/images/busybox:latest/json', '/images/undated/json', '/images/busybox:latest/history'],
  ...['/networks/own', '/volumes', '/containers/one/changes'],
]

/** `docker` commands that end well there, each after those before it, and what they say. */
export const commands: readonly (readonly [line: string, said: RegExp])[] = [
  ['ps', / busybox +"sleep 1000" .* one\n/],
  ['images', /^busybox +latest /m],
  ['image ls --filter dangling=true', /^<none> +<none> /m],
  ['network ls', /^\w{12} +own +bridge +local$/m],
  ['volume ls', /^DRIVER +VOLUME NAME$/m],
  ['info', /^ Containers: 1$/m],
  ['version', /API version: +1\.\d+ \(minimum version 1\.\d+\)/],
  ['system df', /^Images +\d+ +1 /m],
  ['inspect one', /"Aliases": \[/],
  ['image inspect busybox', /"Size": \d+/],
  ['network inspect own', /"Name": "own"/],
  ['history busybox', /Imported from -/],
  ['top one', /sleep 1000/],
  ['stats --no-stream --format {{.Name}} one', /^one\n$/],
  ['run --rm --network none -i busybox cat', /^input\n$/],
  ['exec -i one cat', /^input\n$/],
  ['logs one', /^$/],
  ['update --restart no one', /^one\n$/],
  ['events --since 1 --until 0s --filter container=one --filter event=start', / container start \w{64} \(.*name=one/],
  ['network create --driver bridge another', /^\w{64}\n$/],
  ['network connect --alias a another one', /^$/],
  ['network disconnect another one', /^$/],
  ['network rm another', /^another\n$/],
]
