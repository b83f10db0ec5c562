import { expect } from 'chai'
import type { Program } from '../dist/machine/kernel/proc.js'
import { programs } from '../dist/machine/programs/index.js'
import { raw } from './http-support.js'
import { newKernel, start } from './machine-support.js'
import { eventually } from './support.js'

const memcached: Program = programs.get('memcached')!

/** By the protocol that memcached documents (protocol.txt). */
const said: readonly (readonly [sent: string, answer: string])[] = [
  ['version', 'VERSION 1.6.39'],
  ['set a 5 0 3\r\nabc', 'STORED'],
  ['add a 0 0 1\r\nx', 'NOT_STORED'],
  ['replace b 0 0 1\r\nx', 'NOT_STORED'],
  ['get a b', 'VALUE a 5 3\r\nabc\r\nEND'],
  ['set n 0 0 2\r\n10', 'STORED'],
  ['incr n 5', '15'],
  ['decr n 20', '0'],
  ['incr a 1', 'CLIENT_ERROR cannot increment or decrement non-numeric value'],
  ['set c 0 0 1\r\nxyz', 'CLIENT_ERROR bad data chunk'],
  ['set big 0 0 1048577\r\n' + 'x'.repeat(1_048_577), 'SERVER_ERROR object too large for cache'],
  ['set gone 0 -1 1\r\nx', 'STORED'],
  ['get gone', 'END'],
  ['delete a', 'DELETED'],
  ['delete a', 'NOT_FOUND'],
  ['set', 'ERROR'],
  ['nosuch', 'ERROR'],
  ['flush_all', 'OK'],
  ['get n', 'END'],
]

describe('memcached', () => {
  it('answers by its text protocol, and goes when it is told to', async () => {
    const kernel = newKernel()
    const server = start(kernel, memcached, { argv: ['memcached'] })
    await eventually(async () => kernel.network.sockets().length > 0)
    const sent = said.map(([line]) => `${line}\r\n`).join('')
    const answer = await raw(kernel, 11_211, `${sent}quit\r\n`)
    expect(answer).to.equal(said.map(([, line]) => `${line}\r\n`).join(''))
    expect(await raw(kernel, 11_211, 'stats\r\nquit\r\n')).to.match(
      /^STAT pid 1\r\n[^]*STAT curr_items 0\r\n[^]*END\r\n$/,
    )
    server.process.signal(15)
    expect(await server.code).to.equal(0)
    expect(server.stderr()).to.equal('Signal handled: Terminated.\n')
  })
})
