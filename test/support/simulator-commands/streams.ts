import type { Step } from '../recorded/step.js'

/** What goes through in both directions while it is made. */
export const streams: readonly Step[] = [
  { shell: true, command: 'echo x | docker run --rm -i busybox cat' },
  {
    shell: true,
    command: `printf 'b\\na\\n' | docker run --rm -i busybox sort | docker run --rm -i busybox tr a-z A-Z`,
  },
  { shell: true, command: `docker run --rm busybox sh -c 'echo hi | tr a-z A-Z; exit 3'; echo $?` },
  { shell: true, command: `docker run --rm busybox sh -c 'head -c 5000000 /dev/zero; exit 7' | wc -c` },
  { shell: true, command: `docker run --rm busybox sh -c 'seq 200000 >&2; seq 3' 2>err; wc -l < err; md5sum < err` },
  {
    shell: true,
    command: `seq 300000 > many; docker run --rm -i busybox sh -c 'md5sum; exit 5' < many; echo $?; md5sum < many`,
  },
  { shell: true, command: `docker run --rm -i busybox cat < many | cmp - many && echo same` },
  { shell: true, command: `yes | head -c 3000000 | docker run --rm -i busybox head -n 2` },
  { shell: true, command: `docker run --rm busybox yes | head -n 2` },
  { shell: true, command: `docker run --rm -i busybox sh -c 'exec <&-; echo closed' < many` },
  { command: 'run -d --name box busybox sleep 1000' },
  { shell: true, command: `docker exec -i box cat < many | cmp - many && echo same` },
  { shell: true, command: `docker exec -i box sh -c 'cat > /many; wc -l < /many' < many` },
  { shell: true, command: `docker exec box cat /many | cmp - many && echo same` },
  {
    shell: true,
    command: `(echo one; sleep 0.5; echo two) | docker exec -i box sh -c 'while read l; do echo "<$l>"; done; exit 6'; echo $?`,
  },
  {
    shell: true,
    command: `mkfifo in out; docker exec -i box cat < in > out & exec 3> in 4< out; for i in 1 2 3; do echo $i >&3; read l <&4; echo "got $l"; done; exec 3>&-; wait $!; echo $?`,
  },
  {
    shell: true,
    command: `rm in out; mkfifo out; docker run --rm --name early busybox sh -c 'echo early; sleep 1000' > out & exec 4< out; read l <&4; echo $l; docker kill early; wait $!; echo $?`,
  },
  { command: `run -d -i --name reads busybox sh -c 'while read l; do echo "<$l>"; done; echo end'` },
  {
    shell: true,
    command: `(echo through; until docker logs reads | grep -q through; do sleep 0.05; done) | timeout -s KILL 2 docker attach reads; docker logs reads`,
  },
  { command: 'rm -f reads' },
  { command: `run -d --name counts busybox sh -c 'trap "exit 4" TERM; while :; do echo tick; sleep 0.1; done'` },
  {
    shell: true,
    command: `(sleep 1; docker stop counts > /dev/null) & docker attach --no-stdin counts | sort -u; wait`,
  },
  {
    shell: true,
    command: `docker start counts > /dev/null; (until [ -s said ]; do sleep 0.05; done; kill -TERM $(cat attach.pid)) & sh -c 'echo $$ > attach.pid; exec docker attach --no-stdin counts' > said; echo $?; docker wait counts`,
  },
  { command: 'rm -f counts' },
]
