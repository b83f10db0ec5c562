import type { Answer } from 'libswarm-core'
import type { ChildEntry } from './entry.js'

/** The labels of an engine, its own written over by those of its child, and by `node`, the name of the child. */
export function engineLabels(
  { Labels }: Answer<'SystemInfo'>,
  entry: Pick<ChildEntry, 'name' | 'labels'>,
): ReadonlyMap<string, string> {
  const labels = new Map<string, string>()
  for (const label of Labels ?? []) {
    const [, key = label, value = ''] = /^([^=]*)=(.*)$/s.exec(label) ?? []
    labels.set(key, value)
  }
  for (const [key, value] of entry.labels) labels.set(key, value)
  labels.set('node', entry.name)
  return labels
}
