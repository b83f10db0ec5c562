import { docker } from '../docker.js'

/** Leaves an engine as it was: with `busybox:latest` and nothing else. */
export async function clearEngine(address: string): Promise<void> {
  const list = async (...args: string[]) => (await docker(address, args)).stdout.split('\n').filter((one) => one !== '')
  const containers = await list('ps', '--all', '--quiet')
  if (containers.length > 0) await docker(address, ['rm', '--force', '--volumes', ...containers])
  const named = await list('images', '--quiet', '--no-trunc', 'busybox:latest')
  const [kept = ''] = named.length > 0 ? named : await list('images', '--quiet', '--no-trunc')
  if (kept !== '') await docker(address, ['tag', kept, 'busybox:latest'])
  const tags = await list('images', '--format', '{{.Repository}}:{{.Tag}}')
  const others = tags.filter((tag) => tag !== 'busybox:latest')
  if (others.length > 0) await docker(address, ['rmi', ...others])
  await docker(address, ['system', 'prune', '--force', '--volumes'])
}
