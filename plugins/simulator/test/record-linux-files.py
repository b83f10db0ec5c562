# Records what Linux' own file system does, for machine-linux-files.test.ts: random calls of three users in a chroot, with
# their results, a run a line. As root, on an empty directory: python3 record-linux-files.py DIRECTORY RUNS
import errno, json, os, random, shutil, stat, sys

IDS = {'root': (0, 0, [0]), 'alice': (1000, 1000, [1000]), 'bob': (1001, 1001, [1001, 50])}
KINDS = {stat.S_IFREG: 'file', stat.S_IFDIR: 'directory', stat.S_IFLNK: 'symlink', stat.S_IFIFO: 'fifo'}
CALLS = ('mkdir mkdir mkdir rmdir unlink rename rename link symlink create create new open truncate '
         'chmod chown lstat stat readlink realpath list access fifo write').split()
MODES = [0, 0o755, 0o777, 0o700, 0o1777, 0o2775, 0o4755, 0o600, 0o444, 0o070, 0o007]
OWNERS = [[-1, -1], [1000, -1], [-1, 50], [1001, 1001], [0, 0], [-1, 1000]]


def become(who):
    uid, gid, groups = IDS[who]
    os.seteuid(0)
    os.setegid(0)
    os.setgroups(groups)
    os.setegid(gid)
    os.seteuid(uid)


def path(chance):
    names = [chance.choice(['a', 'b', 'c', 'd', 'a', 'b', '.', '..']) for _ in range(chance.choice([1, 1, 2, 2, 3, 4]))]
    return '/' + '/'.join(names) + ('/' if chance.random() < .12 else '')


def shown(entry):
    kind = KINDS[stat.S_IFMT(entry.st_mode)]
    size = 0 if kind == 'directory' else entry.st_size
    return [kind, stat.S_IMODE(entry.st_mode), entry.st_uid, entry.st_gid, size, entry.st_nlink]


def opened(path, flags, length=0):
    file = os.open(path, flags | os.O_NONBLOCK, 0o666)
    try:
        os.write(file, b'x' * length) if length else None
    finally:
        os.close(file)


def given(name, chance):
    """What a call is given besides its path."""
    if name == 'symlink': return chance.choice([path(chance), path(chance)[1:] or 'a'])
    if name == 'truncate' or name == 'write': return chance.randrange(1, 9000)
    if name == 'chmod': return chance.choice(MODES)
    if name == 'chown': return chance.choice(OWNERS)
    if name == 'access': return chance.randrange(1, 8)
    return path(chance)


def run(name, a, b):
    if name == 'mkdir': return os.mkdir(a, 0o777)
    if name == 'rmdir': return os.rmdir(a)
    if name == 'unlink': return os.unlink(a)
    if name == 'rename': return os.rename(a, b)
    if name == 'link': return os.link(a, b, follow_symlinks=False)
    if name == 'symlink': return os.symlink(b, a)
    if name == 'create': return opened(a, os.O_CREAT | os.O_RDWR)
    if name == 'new': return opened(a, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    if name == 'open': return opened(a, os.O_RDWR)
    if name == 'write': return opened(a, os.O_CREAT | os.O_WRONLY, b)
    if name == 'truncate': return os.truncate(a, b)
    if name == 'chmod': return os.chmod(a, b)
    if name == 'chown': return os.chown(a, *b)
    if name == 'fifo': return os.mkfifo(a, 0o666)
    if name == 'lstat': return shown(os.lstat(a))
    if name == 'stat': return shown(os.stat(a))
    if name == 'readlink': return os.readlink(a)
    if name == 'list': return sorted(os.listdir(a))
    if name == 'realpath': return os.stat(a) and os.path.realpath(a, strict=True)
    if name == 'access': return bool(os.stat(a)) and os.access(a, b, effective_ids=True)
    raise KeyError(name)


def empty():
    for name in os.listdir('/'):
        shutil.rmtree(name) if os.path.isdir(name) and not os.path.islink(name) else os.unlink(name)


def record(seed):
    chance = random.Random(seed)
    os.seteuid(0)
    os.setegid(0)
    empty()
    mode = chance.choice([0o755, 0o777, 0o1777])
    os.chown('/', 0, 0)
    os.chmod('/', mode)
    os.umask(0o022)
    calls = []
    for _ in range(60):
        who, name, a = chance.choice(['root', 'root', 'alice', 'bob']), chance.choice(CALLS), path(chance)
        b = given(name, chance)
        become(who)
        try:
            result = run(name, a, b)
        except OSError as error:
            result = {'error': errno.errorcode[error.errno]}
        calls.append([who, name, a, b, result])
    return {'mode': mode, 'calls': calls}


os.chroot(sys.argv[1])
os.chdir('/')
for seed in range(int(sys.argv[2])):
    print(json.dumps(record(seed), separators=(',', ':')))
