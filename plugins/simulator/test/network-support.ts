import { NetworkStack } from '../dist/machine/network/stack.js'
import { noWires, type Wires } from '../dist/machine/network/wires.js'

/** A network in which each name is a container with that last number in its address: `10.0.0.2/24` and `fd00::2/64`. */
export function newNetwork<Name extends string>(members: Readonly<Record<Name, number>>): Record<Name, NetworkStack> {
  const numbers = Object.entries<number>(members)
  const stacks = new Map<number, NetworkStack>()
  const wiresOf = (own: number): Wires<NetworkStack> => ({
    ...noWires,
    interfaces: () => [
      {
        name: 'eth0',
        index: 2,
        mtu: 1500,
        mac: `02:42:0a:00:00:0${own}`,
        addresses: [`10.0.0.${own}/24`, `fd00::${own}/64`],
        gateways: ['10.0.0.254'],
      },
    ],
    route(address) {
      const [, prefix, number] = /^(10\.0\.0\.|fd00::)(\d+)$/.exec(address) ?? []
      if (address.startsWith('10.9.')) return 'dropped'
      const to = stacks.get(Number(number))
      if (prefix === undefined) return 'ENETUNREACH'
      return to === undefined ? 'EHOSTUNREACH' : { to, from: `${prefix}${own}` }
    },
  })
  for (const [, number] of numbers) stacks.set(number, new NetworkStack(wiresOf(number)))
  return Object.fromEntries(numbers.map(([name, number]) => [name, stacks.get(number)!])) as Record<Name, NetworkStack>
}
