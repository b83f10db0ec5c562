import { call } from 'libswarm-core/testing'
import { describeAbandoning } from './support/abandoning-suite.js'
import { json, post, type Target } from './support/wire.js'

const upgrade = ['Connection: Upgrade', 'Upgrade: tcp']

/** A command that goes on until its input ends: that it is left ends it. */
async function cat(engine: Target): Promise<string> {
  const body = { AttachStdin: true, AttachStdout: true, Cmd: ['cat'] }
  const { Id } = (await call(engine, 'POST /containers/web/exec', { body })).json<{ Id: string }>()
  return post(`/exec/${Id}/start`, [...upgrade, json], '{"Detach":false}')
}

describeAbandoning('clients that leave a command of a real engine behind forward', {
  'a command': { request: cat, takenOver: true },
})
