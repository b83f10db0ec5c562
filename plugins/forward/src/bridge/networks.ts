import { complete, each, isFields, leaveOut, one, within } from './fields.js'
import { filters, filtersOf } from './query.js'
import type { Step } from './step.js'

const saysAll = (values: readonly string[] = []): boolean =>
  values.some((value) => ['1', 'true', 't'].includes(value.toLowerCase()))

/** The operations on networks and volumes. */
export const networks: readonly Step[] = [
  {
    since: '1.44',
    operations: ['NetworkCreate'],
    why: 'a name is given once, without being asked for by `CheckDuplicate`',
    newer: { body: (body) => ({ ...body, CheckDuplicate: true }) },
  },
  {
    since: '1.48',
    operations: ['NetworkCreate'],
    why: '`EnableIPv4` is looked at',
    older: { body: leaveOut('EnableIPv4') },
  },
  {
    since: '1.48',
    operations: ['NetworkList', 'NetworkInspect'],
    why: 'networks tell `EnableIPv4`; before, all had IPv4',
    older: { answer: (answer) => each(leaveOut('EnableIPv4'))(one(leaveOut('EnableIPv4'))(answer)) },
    newer: { answer: (answer) => each(complete({ EnableIPv4: true }))(one(complete({ EnableIPv4: true }))(answer)) },
  },
  {
    since: '1.48',
    operations: ['NetworkConnect'],
    why: 'endpoints have a `GwPriority`',
    older: { body: within('EndpointConfig', leaveOut('GwPriority')) },
  },
  {
    since: '1.52',
    operations: ['NetworkList'],
    why: 'a list has no empty `Containers` any more',
    source: 'moby `api/types/network`, `Summary` beside `Inspect`',
    older: { answer: each(complete({ Containers: {} })) },
    newer: {
      answer: each((network) =>
        isFields(network['Containers']) && Object.keys(network['Containers']).length > 0
          ? network
          : leaveOut('Containers')(network),
      ),
    },
  },
  {
    since: '1.52',
    operations: ['NetworkInspect'],
    why: 'networks tell their `Status`',
    older: { answer: one(leaveOut('Status')) },
  },
  {
    since: '1.42',
    operations: ['VolumeCreate'],
    why: '`ClusterVolumeSpec` is looked at',
    older: { body: leaveOut('ClusterVolumeSpec') },
  },
  {
    since: '1.42',
    operations: ['VolumePrune'],
    why: 'volumes with a name are pruned only where the filter `all` asks for it; before, all were',
    older: { query: filters((known) => ({ ...known, all: ['true'] })) },
    newer: {
      refuse: (query) =>
        saysAll(filtersOf(query)?.['all'])
          ? undefined
          : 'the engine is too old to prune anonymous volumes alone: it would prune those with a name too, as the filter all=true asks for',
      query: filters((known) => Object.fromEntries(Object.entries(known).filter(([name]) => name !== 'all'))),
    },
  },
]
