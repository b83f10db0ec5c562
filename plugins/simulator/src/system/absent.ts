import type { Answer, Job } from 'libswarm-core'
import type { State } from '../state.js'

/** Answers `PluginInspect`, which `docker inspect` asks last of a name: there are no plugins. */
export function inspectPlugin({ error }: State, job: Job<'PluginInspect'>): Answer<'PluginInspect'> {
  throw error('NotFound', `plugin ${JSON.stringify(job.path.name)} not found`)
}

/** Answers `BuildPrune`, which is a part of `docker system prune`: nothing was ever built. */
export function pruneBuildCache(_state: State, job: Job<'BuildPrune'>): Answer<'BuildPrune'> {
  // Filters that are none are refused, although there is nothing to filter.
  void job.query.filters
  return { CachesDeleted: null, SpaceReclaimed: 0 }
}
