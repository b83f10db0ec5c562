import { after, describe, it } from 'node:test'
import { conformance } from 'libswarm-core/testing'

// What the job protocol promises, checked on the package as swarmd loads it.
conformance({ describe, it, after, title: 'this package', backend: '.', supports: ['ContainerList', 'SystemInfo'] })
