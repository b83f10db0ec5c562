import type { IncomingMessage } from 'node:http'

/**
 * Why a request is refused that a browser sends for a web page, in a sentence; undefined for any other. Any page can
 * have requests sent to loopback, and to any network that its reader is in; no Docker client has these headers (Fetch
 * Standard section 3.2, Fetch Metadata Request Headers section 2.4).
 *
 * @param allowed the origins whose pages may, as browsers write them: `https://ui.example:8443`
 */
export function foreignTo(request: Pick<IncomingMessage, 'headers'>, allowed: readonly string[]): string | undefined {
  const { origin, 'sec-fetch-site': site } = request.headers
  if (origin !== undefined) {
    if (allowed.includes(origin)) return undefined
    return `web pages may not send requests here: the origin ${JSON.stringify(origin.slice(0, 200))} is not allowed`
  }
  if (site === undefined || !/\b(cross|same)-site\b/i.test(site)) return undefined
  return 'web pages may not send requests here: the header Sec-Fetch-Site tells of one of another site'
}
