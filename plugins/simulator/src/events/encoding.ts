import type { EventMessage } from './log.js'

/** How events are written: whether with the fields that API 1.52 took away, and what stands around each. */
export interface Form {
  readonly legacy: boolean
  readonly framing: 'lines' | 'sequence'
}

// An event is written once in each form, whoever asks for it; it goes when the event goes.
const written = new WeakMap<EventMessage, Map<string, Buffer>>()

/** The bytes of one event, the same for all who want it in this form. */
export function encodeEvent(event: EventMessage, { legacy, framing }: Form): Buffer {
  const key = `${legacy} ${framing}`
  const forms = written.get(event) ?? new Map<string, Buffer>()
  const known = forms.get(key)
  if (known !== undefined) return known
  const text = JSON.stringify(legacy ? event : withoutLegacy(event))
  const bytes = Buffer.from(framing === 'lines' ? `${text}\n` : `\u001e${text}\n`)
  written.set(event, forms.set(key, bytes))
  return bytes
}

function withoutLegacy(event: EventMessage): EventMessage {
  const copy = { ...event }
  for (const field of ['status', 'id', 'from'] as const) delete copy[field]
  return copy
}
