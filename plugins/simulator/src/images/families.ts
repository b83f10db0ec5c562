import type { ImageConfig } from './image-record.js'

/** What the images of a repository are like. */
export interface Family {
  readonly config: ImageConfig
  /** The version that `latest` is; `%` in the environment is the version of the tag. */
  readonly version: string
  readonly layers: number
  /** Bytes of all layers, in millions. */
  readonly megabytes: number
  /** The image that its lowest layer comes from; none where that is its own. */
  readonly base?: string
  /** What a search says of it. */
  readonly about: string
  readonly stars: number
}

const root = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const entrypoint = ['docker-entrypoint.sh']

/** Ports, volumes: the keys of an object of empty objects. */
const set = (...keys: readonly string[]): Record<string, Record<string, never>> =>
  Object.fromEntries(keys.map((key) => [key, {}]))

const shell = (command: string, version: string, megabytes: number, about: string, stars: number): Family => ({
  config: { Env: [root], Cmd: [command] },
  version,
  layers: 1,
  megabytes,
  about,
  stars,
})

const onDebian = (
  [version, layers, megabytes, stars]: readonly [string, number, number, number],
  about: string,
  { Env = [], ...config }: ImageConfig,
): Family => ({
  config: { Env: [root, ...(Env ?? [])], ...config },
  version,
  layers,
  megabytes,
  base: 'debian',
  about,
  stars,
})

/** The official images that tests use, as they are on Docker Hub (`library`). */
export const families: Readonly<Record<string, Family>> = {
  busybox: shell('sh', '1.37.0', 4.3, 'Busybox base image.', 3441),
  alpine: {
    ...shell('/bin/sh', '3.22', 8.3, 'A minimal Docker image based on Alpine Linux', 11500),
    config: { Env: [root], Cmd: ['/bin/sh'], WorkingDir: '/' },
  },
  debian: shell('bash', '12', 117, 'Debian is a Linux distribution', 5200),
  ubuntu: shell('/bin/bash', '24.04', 78.1, 'Ubuntu is a Debian-based Linux operating system', 17500),
  fedora: shell('/bin/bash', '42', 166, 'Official Docker builds of Fedora', 1250),
  'hello-world': {
    config: { Env: [root], Cmd: ['/hello'], WorkingDir: '/' },
    version: '1',
    layers: 1,
    megabytes: 0.01,
    about: 'Hello World! (an example of minimal Dockerization)',
    stars: 2450,
  },
  nginx: onDebian(['1.29.0', 7, 192, 20800], 'Official build of Nginx.', {
    Env: ['NGINX_VERSION=%', 'PKG_RELEASE=1~bookworm'],
    Entrypoint: ['/docker-entrypoint.sh'],
    Cmd: ['nginx', '-g', 'daemon off;'],
    ExposedPorts: set('80/tcp'),
    Labels: { maintainer: 'NGINX Docker Maintainers <docker-maint@nginx.com>' },
    StopSignal: 'SIGQUIT',
  }),
  httpd: onDebian(['2.4.64', 6, 148, 4850], 'The Apache HTTP Server Project', {
    Env: ['HTTPD_PREFIX=/usr/local/apache2', 'HTTPD_VERSION=%'],
    Cmd: ['httpd-foreground'],
    ExposedPorts: set('80/tcp'),
    WorkingDir: '/usr/local/apache2',
    StopSignal: 'SIGWINCH',
  }),
  redis: onDebian(['8.0.3', 7, 128, 13400], 'Redis is the world’s fastest data platform for caching.', {
    Env: ['REDIS_VERSION=%'],
    Entrypoint: entrypoint,
    Cmd: ['redis-server'],
    ExposedPorts: set('6379/tcp'),
    Volumes: set('/data'),
    WorkingDir: '/data',
  }),
  memcached: onDebian(['1.6.39', 6, 84.6, 2330], 'Free & open source, distributed memory object caching system.', {
    Env: ['MEMCACHED_VERSION=%'],
    Entrypoint: entrypoint,
    Cmd: ['memcached'],
    User: 'memcache',
    ExposedPorts: set('11211/tcp'),
  }),
  postgres: onDebian(['17.5', 14, 438, 14300], 'The PostgreSQL object-relational database system.', {
    Env: ['LANG=en_US.utf8', 'PG_VERSION=%', 'PGDATA=/var/lib/postgresql/data'],
    Entrypoint: entrypoint,
    Cmd: ['postgres'],
    ExposedPorts: set('5432/tcp'),
    Volumes: set('/var/lib/postgresql/data'),
    StopSignal: 'SIGINT',
  }),
  mysql: onDebian(['9.3.0', 10, 859, 15800], 'MySQL is a widely used, open-source relational database.', {
    Env: ['MYSQL_MAJOR=innovation', 'MYSQL_VERSION=%-1.el9'],
    Entrypoint: entrypoint,
    Cmd: ['mysqld'],
    ExposedPorts: set('3306/tcp', '33060/tcp'),
    Volumes: set('/var/lib/mysql'),
  }),
  mariadb: onDebian(['11.8.2', 8, 328, 6000], 'MariaDB Server is a high performing open source database.', {
    Env: ['LANG=C.UTF-8', 'MARIADB_VERSION=1:%+maria~ubu2404'],
    Entrypoint: entrypoint,
    Cmd: ['mariadbd'],
    ExposedPorts: set('3306/tcp'),
    Volumes: set('/var/lib/mysql'),
  }),
  mongo: onDebian(['8.0.11', 8, 902, 10500], 'MongoDB document databases provide high availability.', {
    Env: ['MONGO_MAJOR=8.0', 'MONGO_VERSION=%', 'HOME=/data/db'],
    Entrypoint: entrypoint,
    Cmd: ['mongod'],
    ExposedPorts: set('27017/tcp'),
    Volumes: set('/data/db', '/data/configdb'),
  }),
  rabbitmq: onDebian(['4.1.2', 10, 246, 5200], 'RabbitMQ is an open source multi-protocol messaging broker.', {
    Env: ['RABBITMQ_VERSION=%', 'RABBITMQ_DATA_DIR=/var/lib/rabbitmq', 'HOME=/var/lib/rabbitmq'],
    Entrypoint: entrypoint,
    Cmd: ['rabbitmq-server'],
    ExposedPorts: set('4369/tcp', '5671/tcp', '5672/tcp', '15691/tcp', '15692/tcp', '25672/tcp'),
    Volumes: set('/var/lib/rabbitmq'),
  }),
  node: onDebian(['24.4.1', 8, 1120, 13900], 'Node.js is a JavaScript-based platform for server-side apps.', {
    Env: ['NODE_VERSION=%', 'YARN_VERSION=1.22.22'],
    Entrypoint: entrypoint,
    Cmd: ['node'],
  }),
  python: onDebian(['3.13.5', 7, 1020, 10300], 'Python is an interpreted, interactive, open-source language.', {
    Env: ['LANG=C.UTF-8', 'PYTHON_VERSION=%'],
    Cmd: ['python3'],
  }),
  golang: onDebian(['1.24.5', 7, 862, 5100], 'Go (golang) is a general purpose, higher-level language.', {
    Env: ['GOLANG_VERSION=%', 'GOTOOLCHAIN=local', 'GOPATH=/go'],
    Cmd: ['bash'],
    WorkingDir: '/go',
  }),
  registry: {
    config: {
      Env: [root, 'OTEL_TRACES_EXPORTER=none'],
      Entrypoint: ['/entrypoint.sh'],
      Cmd: ['/etc/distribution/config.yml'],
      ExposedPorts: set('5000/tcp'),
      Volumes: set('/var/lib/registry'),
    },
    version: '3.0.0',
    layers: 5,
    megabytes: 57.7,
    base: 'alpine',
    about: 'Distribution implementation for storing and distributing of container images',
    stars: 4150,
  },
  traefik: {
    config: {
      Env: [root],
      Entrypoint: ['/entrypoint.sh'],
      Cmd: ['traefik'],
      ExposedPorts: set('80/tcp'),
      Labels: {
        'org.opencontainers.image.title': 'Traefik',
        'org.opencontainers.image.url': 'https://traefik.io',
        'org.opencontainers.image.vendor': 'Traefik Labs',
      },
    },
    version: '3.4.4',
    layers: 4,
    megabytes: 224,
    base: 'alpine',
    about: 'Traefik, The Cloud Native Edge Router',
    stars: 3500,
  },
}

const onAlpine = (version: string, config: ImageConfig): Family => ({
  config: { ...config, Env: [root, ...(config.Env ?? [])] },
  version,
  layers: 3,
  megabytes: 22,
  about: '',
  stars: 0,
})

/** Images of users that are known, by their paths on Docker Hub. */
export const userFamilies: Readonly<Record<string, Family>> = {
  'curlimages/curl': onAlpine('8.14.1', {
    Env: ['CURL_VERSION=%', 'CURL_CA_BUNDLE=/cacert.pem'],
    Entrypoint: ['/entrypoint.sh'],
    Cmd: ['curl'],
    User: 'curl_user',
  }),
  'alpine/curl': onAlpine('8.14.1', { Entrypoint: ['curl'] }),
}

/** What any other image is like: one program of its own, that stays up. */
export const otherFamily = {
  config: { Env: [root], Cmd: ['/app'], WorkingDir: '/' },
  version: '1.0.0',
  layers: 4,
  megabytes: 60,
  about: '',
  stars: 0,
} as const satisfies Family
