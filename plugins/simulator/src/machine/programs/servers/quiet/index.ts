import type { Program } from '../../../kernel/proc.js'
import { mongod as mongo, rabbitmq as rabbit } from './brokers.js'
import { mariadbd as maria, mysqld as mysql } from './mysql.js'
import { registry as distribution, traefik as proxy } from './others.js'
import { postgres as postgresql } from './postgres.js'
import { quietServer } from './quiet-server.js'

export const mariadbd: Program = quietServer(maria)
export const mongod: Program = quietServer(mongo)
export const mysqld: Program = quietServer(mysql)
export const postgres: Program = quietServer(postgresql)
export const rabbitmq: Program = quietServer(rabbit)
export const registry: Program = quietServer(distribution)
export const traefik: Program = quietServer(proxy)
