import type { Answer } from 'libswarm-core'

/** One line of progress. */
export type Message = Answer<'ImageCreate'>

/**
 * A line of one node among those of others. `docker` keeps one line on a terminal for each `id` of lines that have a
 * progress, and begins anew behind any other line (moby's `pkg/jsonmessage`): so each layer of each node has its own line,
 * `node/layer`, and each node one more, which ends as its status.
 */
export function messageOf(node: string, message: Message): Message {
  const { id, status, stream, progressDetail = {} } = message
  if (stream !== undefined) return { ...message, stream: `${node}: ${stream}` }
  if (status === undefined) return message
  return { ...message, id: id === undefined ? node : `${node}/${id}`, progressDetail }
}

/** A sentence about a node on its line. */
export const lineOf = (node: string, status: string): Message => ({ status, progressDetail: {}, id: node })

/** The last line of what has failed: `docker` prints it and exits with 1. */
export const failureLine = (message: string): Message => ({ errorDetail: { message }, error: message })

/** Why a stream of messages ends early; undefined for any other line. */
export const errorIn = ({ error, errorDetail }: Message): string | undefined => errorDetail?.message ?? error
