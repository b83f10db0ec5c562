export {
  startTestDaemon,
  startTestDaemon as startDaemon,
  type TestDaemon,
  type TestDaemonOptions,
} from './start-test-daemon.js'
export { call, type Answered, type CallOptions } from './call.js'
export { conformance } from './conformance/conformance.js'
export type {
  Call,
  Conformance,
  Known,
  OnClose,
  Prepared,
  Resource,
  Sample,
  Samples,
  TestRunner,
} from './conformance/subject.js'
export { supportTable, type SupportColumn } from './conformance/support-table.js'
export { startFaultProxy, type FaultProxy, type FaultProxyOptions } from './faults/start-fault-proxy.js'
export type { Corruption, DirectionFaults, Faults } from './faults/faults.js'
