// The parts of `ws` that read and write frames by themselves, which its published types leave out.
declare module 'ws' {
  import type { Writable } from 'node:stream'

  /**
   * Reads the frames of one side, and emits what they say: `message` with the bytes of a whole one, `ping`, `pong`, and
   * `conclude` for a close. What breaks the rules is the error of the write that brought it, with a `code`.
   */
  export class Receiver extends Writable {
    constructor(options: {
      /** Whether frames have to be masked. */
      readonly isServer: boolean
      /** Bytes of a message at most, in all of its frames. */
      readonly maxPayload: number
      /** Frames of a message at most, and reads that a frame comes in. */
      readonly maxFragments: number
      readonly maxBufferedChunks: number
      readonly skipUTF8Validation: boolean
    })
  }

  export class Sender {
    /** The head of a frame, and its payload. */
    static frame(
      payload: Uint8Array,
      options: {
        readonly opcode: number
        readonly fin: boolean
        readonly mask: boolean
        readonly rsv1: boolean
        /** Whether the payload may not be written to. */
        readonly readOnly: boolean
      },
    ): Uint8Array[]
  }
}
