import type { Program } from '../kernel/proc.js'

/** The program of the image `hello-world`: its first line is what people look for, the rest is in words of ours. */
const text = `
Hello from Docker!
This message shows that a client, an engine and a container work together.

The engine is a simulator: the image was made up, the container is a machine in
memory, and nothing of it has run on this host. Something more ambitious:

 $ docker run -it ubuntu bash

`

export const hello: Program = async (proc) => {
  await proc.write(1, text)
  return 0
}
