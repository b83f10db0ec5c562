import type { Answer, Job } from 'libswarm-core'
import type { State } from '../state.js'

/** Answers `SystemAuth`: every registry takes any name with any password, and none without. */
export function authenticate({ error }: State, job: Job<'SystemAuth'>): Answer<'SystemAuth'> {
  const asked: unknown = job.body ?? {}
  if (typeof asked !== 'object' || Array.isArray(asked)) {
    const what = Array.isArray(asked) ? 'array' : typeof asked
    throw error('InvalidParameter', `json: cannot unmarshal ${what} into Go value of type registry.AuthConfig`)
  }
  const field = (name: string): string => {
    const value: unknown = (asked as Readonly<Record<string, unknown>>)[name] ?? ''
    if (typeof value === 'string') return value
    const what = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value
    const where = `Go struct field AuthConfig.${name} of type string`
    throw error('InvalidParameter', `json: cannot unmarshal ${what} into ${where}`)
  }
  const [username, password, token] = [field('username'), field('password'), field('identitytoken')]
  const server = field('serveraddress')
  if (/\s/.test(server)) {
    const sentence = `parse "https://${server}": invalid character " " in host name`
    throw error('InvalidParameter', `unable to parse server address: ${sentence}`)
  }
  if (token === '' && (username === '' || password === '')) {
    throw error('Unauthorized', `Get "${endpointOf(server)}": unauthorized: incorrect username or password`)
  }
  return { Status: 'Login Succeeded', IdentityToken: '' }
}

function endpointOf(server: string): string {
  const [host = ''] = server.replace(/^https?:\/\//, '').split('/')
  const isHub = host === '' || host === 'docker.io' || host === 'index.docker.io'
  return `https://${isHub ? 'registry-1.docker.io' : host}/v2/`
}
