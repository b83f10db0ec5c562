// Bodies of zeros in chunks of 32 KiB, as `docker` and dockerd make them of what they copy.

const size = 32 * 1024
const chunk = Buffer.concat([Buffer.from(`${size.toString(16)}\r\n`), Buffer.alloc(size), Buffer.from('\r\n')])

/** Eight chunks, as they are sent. */
export const block = Buffer.concat(Array.from({ length: 8 }, () => chunk))

/** How many zeros are in it. */
export const blockSize = 8 * size

/** What a body ends with. */
export const end = '0\r\n\r\n'

/** Writes so many blocks, no faster than they are taken, and the end. Resolves when all is written or the socket is closed. */
export function writeBlocks(socket, count) {
  return new Promise((resolve) => {
    let left = count
    const write = () => {
      while (left-- > 0) if (!socket.write(block)) return socket.once('drain', write)
      socket.write(end, resolve)
    }
    socket.once('close', resolve)
    write()
  })
}
