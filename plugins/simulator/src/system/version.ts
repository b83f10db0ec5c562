import type { Answer } from 'libswarm-core'
import { apiVersions } from '../api-version.js'
import { machine } from './machine.js'

/** Answers `SystemVersion`. */
export function version(): Answer<'SystemVersion'> {
  const { arch, kernel, os } = machine
  const { buildTime, commit, go, version } = machine.engine
  const build = { GitCommit: commit, GoVersion: go, KernelVersion: kernel, Os: os, Arch: arch, BuildTime: buildTime }
  const details = { ...build, ApiVersion: apiVersions.max, MinAPIVersion: apiVersions.min, Experimental: 'false' }
  return {
    Platform: { Name: machine.platform },
    Components: [{ Name: 'Engine', Version: version, Details: details }],
    Version: version,
    ApiVersion: apiVersions.max,
    MinAPIVersion: apiVersions.min,
    ...build,
  }
}
