import type { Resource } from './subject.js'

const resources: Readonly<Record<string, Resource>> = {
  containers: 'container',
  exec: 'exec',
  images: 'image',
  distribution: 'image',
  networks: 'network',
  volumes: 'volume',
  plugins: 'plugin',
  nodes: 'node',
  services: 'service',
  tasks: 'task',
  secrets: 'secret',
  configs: 'config',
}

/** What the parameter in a path names. */
export function resourceOf(path: string): Resource {
  return resources[path.split('/')[1] ?? ''] ?? 'container'
}
