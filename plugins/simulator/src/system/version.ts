import type { Answer } from 'libswarm-core'
import type { State } from '../state.js'
import { engineVersion, machine } from './machine.js'

const part = (name: string) => ({ Name: name, Version: 'simulated', Details: { GitCommit: machine.build.commit } })

/** Answers `SystemVersion`: the release is the one whose newest API version this engine's is. */
export function version({ settings }: State): Answer<'SystemVersion'> {
  const { arch, kernel, os } = machine
  const { commit, go, time } = machine.build
  const { max: ApiVersion, min: MinAPIVersion } = settings.api
  const build = { GitCommit: commit, GoVersion: go, Os: os, Arch: arch, KernelVersion: kernel, BuildTime: time }
  const details = { ApiVersion, MinAPIVersion, ...build, Experimental: 'false' }
  const engine = engineVersion(settings.api)
  return {
    Platform: { Name: machine.platform },
    Components: [
      { Name: 'Engine', Version: engine, Details: details },
      part('containerd'),
      part('runc'),
      part('docker-init'),
    ],
    Version: engine,
    ApiVersion,
    MinAPIVersion,
    ...build,
  }
}
