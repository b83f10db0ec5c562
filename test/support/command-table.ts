/** One `docker` command of a sequence in which each builds on what those before it have left. */
export interface Step {
  /** Words as a shell would split them; `%began%` and `%now%` are times in seconds. */
  readonly command: string
  /** The exit code; 0 unless given. */
  readonly code?: number
  /** The exit code is not 0, which one is the engine's to choose. */
  readonly fails?: true
  readonly input?: string
  /** Runs on a terminal. */
  readonly terminal?: true
  /** The order of the lines is not the engine's to keep: it goes by whole seconds. */
  readonly sorted?: true
  /** What differs from run to run besides ids and times. */
  readonly mask?: RegExp
}

/** Files that the commands find in their working directory. */
export const files: Readonly<Record<string, string>> = {
  'hello.txt': 'hello\n',
  'context/Dockerfile':
    'FROM busybox\nCOPY note.txt /note.txt\nRUN cat /note.txt && echo built\nENV A=1\nCMD ["cat", "/note.txt"]\n',
  'context/note.txt': 'a note\n',
  'broken/Dockerfile': 'FROM busybox\nRUN exit 3\n',
  'unparsable/Dockerfile': 'FROM busybox\nNONSENSE\n',
  'empty/readme': 'nothing to build\n',
}

const webScript = 'trap "exit 0" TERM; echo started; echo ready; while :; do sleep 0.1; done'

/** The commands, and what they are to exit with. */
export const steps: readonly Step[] = [
  // the engine
  { command: 'version' },
  { command: `version --format '{{.Server.Version}} {{.Server.APIVersion}}'` },
  // The runtimes come in the order of a Go map, another one each time.
  { command: 'info', mask: / Runtimes: .*/ },
  { command: `info --format '{{.Driver}} {{.Images}} {{.Swarm.LocalNodeState}}'` },
  { command: 'ps' },
  { command: 'ps --all --no-trunc --format json' },

  // run
  { command: 'run --rm busybox echo hello' },
  { command: `run --rm -i busybox sh -c 'cat; exit 7'`, input: 'one\ntwo\n', code: 7 },
  { command: `run --rm busybox sh -c 'echo out; echo err >&2'` },
  { command: `run --rm -e A=b -w /tmp --hostname h busybox sh -c 'echo $A; pwd; hostname'` },
  { command: 'run --rm -it busybox tty', terminal: true },
  { command: `run --rm -t busybox sh -c 'echo on a terminal; exit 4'`, code: 4 },
  { command: 'run --rm --network none busybox ip -o link show lo' },
  { command: 'run --rm --read-only busybox touch /file', fails: true },
  { command: 'run --rm busybox nosuchprogram', fails: true },
  { command: `run -d --name web --label tier=front busybox sh -c '${webScript}'` },
  { command: `run -d --name idle busybox sh -c 'echo oops >&2; exec sleep 1000'` },
  { command: 'run --name web busybox true', fails: true },
  { command: 'run --name !! busybox true', fails: true },
  { command: 'run --rm -m 1k busybox true', fails: true },
  { command: 'run --rm localhost:1/none:1 true', fails: true },
  { command: 'run --rm -v relative/path:/x busybox true', fails: true },

  // what runs
  { command: 'ps' },
  { command: `ps --filter label=tier=front --format '{{.Names}} {{.Image}} {{.Command}} {{.State}}'` },
  { command: 'ps --filter nonsense=1', fails: true },
  { command: 'ps --quiet --no-trunc' },
  { command: 'ps --size --latest' },
  { command: 'port web' },
  { command: 'port web 80', fails: true },
  { command: 'top idle -eo pid,comm', mask: /\d+/g },
  { command: 'top nope', fails: true },
  { command: `stats --no-stream --format '{{.Name}} {{.PIDs}}' idle` },
  { command: 'stats --no-stream nope', fails: true },
  { command: `inspect --format '{{.State.Status}} {{.Config.Labels}} {{.HostConfig.NetworkMode}}' web` },
  { command: 'inspect idle' },
  { command: 'container inspect --size idle' },
  { command: 'inspect nope', fails: true },
  { command: `inspect --type image --format '{{.Os}}' nope`, fails: true },

  // logs
  { command: 'logs web' },
  { command: 'logs idle' },
  { command: 'logs --tail 1 web' },
  { command: 'logs --timestamps --details web' },
  { command: 'logs --since 1h --until 0s web' },
  { command: 'logs --tail many web' },
  { command: 'logs nope', fails: true },

  // exec
  { command: `exec idle sh -c 'echo out; echo err >&2; exit 3'`, code: 3 },
  { command: `exec -i idle sh -c 'cat; echo end'`, input: 'x\n' },
  { command: 'exec -d idle touch /tmp/made' },
  { command: 'exec -it idle tty', terminal: true },
  { command: `exec -e A=b -w /etc -u 1:1 idle sh -c 'echo $A; pwd; id -u'` },
  { command: 'exec idle nosuchprogram', fails: true },
  { command: 'exec nope true', fails: true },

  // files
  { command: 'cp hello.txt idle:/tmp/' },
  { command: 'exec idle cat /tmp/hello.txt' },
  { command: 'cp idle:/tmp/hello.txt back.txt' },
  { command: 'cp idle:/tmp/hello.txt -' },
  { command: 'cp - idle:/tmp', input: '\0'.repeat(1024) },
  { command: 'cp - idle:/nosuchfolder', input: '\0'.repeat(1024), fails: true },
  { command: 'cp idle:/nosuchfile -', fails: true },
  // The CLI may or may not get to complaining of its own pipe.
  { command: 'cp hello.txt nope:/', fails: true, mask: /^time=.*\n/gm },
  { command: 'diff idle', sorted: true },
  { command: 'diff nope', fails: true },

  // states
  { command: 'rename web www' },
  { command: 'rename nope www', fails: true },
  { command: 'rename idle www', fails: true },
  { command: 'pause idle' },
  { command: `ps --filter status=paused --format '{{.Names}} {{.Status}}'` },
  { command: 'exec idle true', fails: true },
  { command: 'pause idle', fails: true },
  { command: 'unpause idle' },
  { command: 'unpause idle', fails: true },
  { command: 'update --restart no idle' },
  { command: 'update --restart nonsense idle', fails: true },
  { command: 'rm www', fails: true },
  { command: 'stop --time 5 www' },
  { command: 'stop www' },
  { command: 'start www' },
  { command: 'start nope', fails: true },
  { command: 'restart --time 5 www' },
  { command: 'kill --signal NONSENSE www', fails: true },
  { command: 'kill --signal TERM www' },
  { command: 'wait www' },
  { command: 'kill www', fails: true },
  { command: 'logs --follow --tail 2 www' },
  { command: 'wait nope', fails: true },
  { command: 'create --name once -i busybox cat' },
  { command: 'start --attach --interactive once', input: 'through\n' },
  { command: `create --name talk busybox sh -c 'echo said; exit 5'` },
  { command: 'start --attach talk', code: 5 },
  { command: 'wait talk' },
  { command: 'attach talk', fails: true },
  { command: 'attach nope', fails: true },
  { command: `run -d --name slow busybox sh -c 'sleep 2; echo late; exit 6'` },
  { command: 'attach --no-stdin slow', code: 6 },
  { command: `ps --all --format '{{.Names}} {{.State}}'`, sorted: true },

  // images
  { command: 'commit --message done --change "ENV A=1" talk mine:1' },
  { command: 'commit nope mine:2', fails: true },
  { command: `image inspect --format '{{.Config.Env}} {{.Comment}} {{.RepoTags}}' mine:1` },
  { command: 'image inspect mine:1' },
  { command: 'history mine:1' },
  { command: 'history nope', fails: true },
  { command: 'tag mine:1 yours/name:2' },
  { command: 'tag nope yours', fails: true },
  { command: 'tag busybox UPPER:1', fails: true },
  { command: 'images', sorted: true },
  { command: `images --all --no-trunc --digests --format '{{.Repository}}:{{.Tag}} {{.Digest}}'`, sorted: true },
  { command: 'images --filter nonsense=1', fails: true },
  { command: 'save --output saved.tar yours/name:2' },
  { command: 'save nope', fails: true },
  { command: 'rmi yours/name:2' },
  { command: 'load --input saved.tar' },
  { command: 'load', input: 'no archive', fails: true },
  { command: 'rmi mine:1 yours/name:2' },
  { command: 'rmi nope', fails: true },
  { command: 'rmi busybox', fails: true },
  { command: 'export --output exported.tar talk' },
  { command: 'export nope', fails: true },
  { command: `import --change 'CMD ["sh"]' exported.tar imported:1` },
  { command: 'import - imported:2', input: 'no archive', fails: true },
  { command: 'run --rm imported:1 echo from an import' },

  // the classic builder
  { command: 'build --tag built context' },
  { command: 'run --rm built' },
  { command: 'build --tag built context' },
  { command: 'build --quiet context' },
  { command: 'build --no-cache broken', code: 3 },
  { command: 'build unparsable', fails: true },
  { command: 'build empty', fails: true },
  { command: 'build --label a=b -', input: 'FROM busybox\nLABEL c=d\n' },
  { command: 'builder prune --force' },

  // registries
  { command: 'pull localhost:1/none:1', fails: true },
  { command: 'push localhost:1/none:1', fails: true },
  { command: 'search localhost:1/none', fails: true },
  { command: 'login --username me --password secret localhost:1', fails: true },

  // volumes
  { command: 'volume create --label a=b data' },
  { command: 'volume create data' },
  { command: 'volume ls' },
  { command: 'volume ls --filter nonsense=1', fails: true },
  { command: 'volume inspect data' },
  { command: 'volume inspect nope', fails: true },
  { command: `run --name user -v data:/data busybox sh -c 'echo kept > /data/file'` },
  { command: 'run --rm -v data:/data:ro busybox cat /data/file' },
  { command: 'volume rm data', fails: true },
  { command: 'volume rm nope', fails: true },
  { command: 'rm user' },
  { command: 'volume rm data' },
  { command: 'volume prune --force' },

  // networks
  { command: 'network ls', sorted: true },
  { command: 'network create --driver bridge --subnet nonsense net', fails: true },
  { command: 'network inspect none' },
  { command: 'network inspect nope', fails: true },
  { command: 'network rm host', fails: true },
  { command: 'network rm nope', fails: true },
  { command: 'network connect nope idle', fails: true },
  { command: 'network disconnect none nope', fails: true },
  { command: 'network prune --force' },

  // swarm mode and plugins
  { command: 'node ls', fails: true },
  { command: 'service ls', fails: true },
  { command: 'service create busybox', fails: true },
  { command: 'secret ls', fails: true },
  { command: 'config ls', fails: true },
  { command: 'swarm join-token worker', fails: true },
  { command: 'swarm leave', fails: true },
  { command: 'plugin ls' },
  { command: 'plugin inspect nope', fails: true },
  { command: 'plugin rm nope', fails: true },

  // events and disk
  { command: `events --since %began% --until %now% --filter type=volume --format '{{.Type}} {{.Action}}'` },
  {
    // All but `detach`: whether an engine tells of it when a container ends hangs on which of two things it sees first.
    command: `events --since %began% --until %now% --filter container=talk ${['create', 'attach', 'start', 'die', 'commit', 'export'].map((event) => `--filter event=${event}`).join(' ')} --format '{{.Action}}'`,
  },
  { command: 'system df' },
  { command: 'system df --format json' },
  { command: 'container prune --force', sorted: true },
  { command: 'image prune --force', sorted: true },
  { command: 'rm --force idle nope' },
  { command: 'system prune --force', sorted: true },
]
