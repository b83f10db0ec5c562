import type { Step } from '../recorded/step.js'

// Where the engine keeps its data is its own choice.
const place = /"[^"]*(?=\/volumes\/)/

/** Volumes, named and not, and who holds them. */
export const volumes: readonly Step[] = [
  { command: 'volume ls' },
  { command: 'volume create data' },
  { command: 'volume create data' },
  { command: 'volume create --label a=b --opt type=tmpfs --opt device=tmpfs memory' },
  { command: 'volume create' },
  { command: 'volume create not/a/name' },
  { command: 'volume create x' },
  { command: 'volume create --opt nonsense=1 other' },
  { command: 'volume inspect data', mask: place },
  { command: 'volume inspect memory', mask: place },
  { command: 'volume inspect nope' },
  { command: `volume ls --format '{{.Name}} {{.Driver}} {{.Scope}} {{.Labels}}' --filter label=a` },
  { command: 'volume ls --quiet --filter name=mem' },
  { command: 'volume ls --quiet --filter driver=local --filter name=data' },
  { command: 'volume ls --quiet --filter driver=nope' },
  { command: 'volume ls --quiet --filter dangling=false' },
  { command: 'volume ls --filter dangling=maybe' },
  { command: 'volume ls --filter nonsense=1' },
  {
    command:
      'run --detach --name user --volume data:/data --volume /anonymous --volume made:/made:ro busybox sleep 1000',
  },
  {
    command: `inspect --format '{{range .Mounts}}{{.Type}} {{.Name}} {{.Destination}} {{.Mode}} {{.RW}}{{println}}{{end}}' user`,
    sorted: true,
  },
  { command: 'volume ls --quiet --filter dangling=false', sorted: true },
  { command: 'volume rm data' },
  { command: 'volume rm --force data' },
  { command: 'volume rm nope' },
  { command: 'volume rm --force nope' },
  { command: 'rm --force --volumes user' },
  { command: 'volume ls --quiet --filter name=[^0-9a-f]a', sorted: true },
  { command: 'run --rm --volume /anonymous busybox true' },
  { command: 'run --rm --mount type=volume,source=data,target=/m busybox true' },
  { command: 'run --rm --mount type=tmpfs,target=/m busybox true' },
  { command: 'run --rm --mount type=bind,source=/no/such/place,target=/m busybox true' },
  { command: 'run --rm --volume data:relative busybox true' },
  { command: 'run --rm --volume data:/ busybox true' },
  { command: 'run --rm --volume x:/y:nonsense busybox true' },
  { command: 'volume rm data' },
  { command: 'volume prune --force --filter label=a' },
  { command: 'volume prune --force', sorted: true },
  { command: 'volume ls' },
]
