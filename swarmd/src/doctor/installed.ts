import { listBackends, type BackendStatus, type Installed } from 'libswarm-core'
import type { Check, Finding } from './finding.js'

/** What was installed to be used and cannot be is an error, whether it is named or not; what is only in the way is not. */
const levels: Readonly<Record<BackendStatus, Finding['status']>> = {
  standard: 'ok',
  ok: 'ok',
  denied: 'ok',
  shadowed: 'warning',
  'not a direct dependency': 'warning',
  incompatible: 'error',
  invalid: 'error',
}

/** The manifests and API ranges of all that is installed. */
export const installed: Check = {
  what: 'backends',
  async look({ places }) {
    return (await listBackends(places)).map((one) => {
      return { status: levels[one.status], what: `backend ${one.name}`, sentence: sentenceOf(one) }
    })
  },
}

function sentenceOf({ status, reason, version, api, from }: Installed): string {
  if (reason !== undefined) return `${status}, in ${from}: ${reason}`
  return `${status}, version ${version} for version ${api} of the job protocol`
}
