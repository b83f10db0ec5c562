export { startTestDaemon, type TestDaemon, type TestDaemonOptions } from './start-test-daemon.js'
export { call, type Answered, type CallOptions } from './call.js'
