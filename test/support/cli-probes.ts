/** Something that `docker` is used for. */
export interface Probe {
  readonly title: string
  /** For `sh`, in a folder of its own; `$me` is a name that nobody else has. The containers `idle` and `still` run. */
  readonly script: string
  /** What it says, ids as `<id>`, on its standard output. */
  readonly says: RegExp
}

/** The uses; all of them may go on at once. */
export const probes: readonly Probe[] = [
  {
    title: 'ps',
    script: `docker ps --no-trunc --filter name=still --format 'table {{.ID}} {{.Image}} {{.Command}} {{.Names}}'`,
    says: /^CONTAINER ID IMAGE +COMMAND +NAMES\n<id> busybox "[^"]+" still\n$/,
  },
  { title: 'run --rm (output)', script: 'docker run --rm busybox echo hello', says: /^hello\n$/ },
  { title: 'echo|run -i cat', script: 'echo hello | docker run --rm -i busybox cat', says: /^hello\n$/ },
  {
    title: 'run -d + wait',
    script: `docker run -d --name $me busybox sh -c 'sleep 1; exit 3' && docker wait $me && docker rm $me`,
    says: /^<id>\n3\n\$me\n$/,
  },
  { title: 'exec', script: `docker exec idle sh -c 'echo out; echo err >&2; exit 4'; echo $?`, says: /^out\n4\n$/ },
  {
    title: 'echo|exec -i cat',
    script: `echo hello | docker exec -i idle sh -c 'cat; echo end'`,
    says: /^hello\nend\n$/,
  },
  {
    title: 'logs -f silent then line',
    script: `
      docker run -d --name $me busybox sh -c 'sleep 1; echo line' > /dev/null
      docker logs -f $me && docker wait $me && docker rm $me`,
    says: /^line\n0\n\$me\n$/,
  },
  {
    title: 'events',
    // Those that were before it listens are told, too.
    script: `
      docker events --since 0 --filter type=volume --filter volume=$me --format '{{.Type}} {{.Action}}' > seen &
      docker volume create $me > /dev/null
      until grep -q create seen; do sleep 0.05; done
      docker volume rm $me > /dev/null
      until grep -q destroy seen; do sleep 0.05; done
      kill $!
      wait $!
      echo $?
      cat seen`,
    says: /^\d+\nvolume create\nvolume destroy\n$/,
  },
  {
    title: 'attach stdin EOF late output',
    script: `
      docker create -i --name $me busybox sh -c 'cat; sleep 1; echo last; exit 5' > /dev/null
      docker start $me > /dev/null
      echo first | docker attach $me
      echo $?
      docker rm $me`,
    says: /^first\nlast\n5\n\$me\n$/,
  },
  {
    title: 'save|load',
    script: 'docker tag busybox $me && docker save $me | docker load && docker rmi $me > /dev/null',
    says: /^Loaded image: \$me:latest\n$/,
  },
  {
    title: 'cp in',
    script: `
      head -c 3000000 /dev/urandom > $me && docker cp -q $me idle:/tmp/
      docker exec idle cat /tmp/$me | cmp - $me && echo same`,
    says: /^same\n$/,
  },
  {
    title: 'cp out',
    script: `
      docker cp -q idle:/bin/busybox out
      docker exec idle cat /bin/busybox | cmp - out && echo same
      docker cp idle:/out - | tar -xO`,
    says: /^same\nout\n$/,
  },
  {
    title: 'build (classic)',
    script: `
      echo a note > note
      printf 'FROM busybox\\nCOPY note /note\\nRUN cat /note\\nCMD ["cat", "/note"]\\n' > Dockerfile
      docker build --no-cache --tag $me . && docker run --rm $me && docker rmi $me > /dev/null`,
    says: /^Sending build context to Docker daemon[^]*\na note\n[^]*Successfully tagged [^\n]*\na note\n$/,
  },
  {
    title: 'top/inspect',
    script: 'docker top still && docker inspect still',
    says: /^UID +PID [^]*sleep 1000\n\[\n {4}\{\n {8}"Id": "<id>",\n[^]*\n\]\n$/,
  },
]
