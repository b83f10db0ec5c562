import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { create, sentence, startSimulator } from './support.js'

describe('updating a container', () => {
  let daemon: TestDaemon
  before(async () => void (daemon = await startSimulator()))
  after(() => daemon.close())

  const update = async (name: string, body: unknown): Promise<unknown> => {
    const answer = await call(daemon, `POST /containers/${name}/update`, { body })
    return answer.status === 200 ? answer.json() : sentence(answer)
  }
  const hostConfig = async (name: string): Promise<Record<string, unknown>> =>
    (await call(daemon, `GET /containers/${name}/json`)).json<{ HostConfig: Record<string, unknown> }>().HostConfig

  it('keeps what is given, and the rest as it was', async () => {
    const limits = { Memory: 50_000_000, MemorySwap: 100_000_000 }
    await create(daemon, 'kept', { HostConfig: { ...limits, PidsLimit: 5, CpuShares: 7 } })
    const before = await hostConfig('kept')
    const RestartPolicy = { Name: 'on-failure', MaximumRetryCount: 3 }
    const asked = { Memory: 60_000_000, PidsLimit: 0, CpuShares: 0, CpusetCpus: '', RestartPolicy, Foo: 1, Devices: [] }
    expect(await update('kept', asked)).to.deep.equal({ Warnings: null })
    expect(await hostConfig('kept')).to.deep.equal({ ...before, Memory: 60_000_000, PidsLimit: 0, RestartPolicy })
    expect(await update('kept', { RestartPolicy: { Name: '' } })).to.deep.equal({ Warnings: null })
    expect(await hostConfig('kept')).to.include({ Memory: 60_000_000 })
  })

  const refused: readonly [unknown, number, string][] = [
    [undefined, 400, 'EOF'],
    [[], 400, 'json: cannot unmarshal array into Go value of type container.UpdateConfig'],
    [{ Memory: 'a' }, 400, 'json: cannot unmarshal string into Go struct field UpdateConfig.Memory of type int64'],
    [{ Memory: 1000 }, 400, 'Minimum memory limit allowed is 6MB'],
    [{ Memory: 6e7, MemorySwap: 1200 }, 400, 'Minimum memoryswap limit should be larger than memory limit, see usage'],
    [{ MemoryReservation: 70 }, 400, 'Minimum memory reservation allowed is 6MB'],
    [{ NanoCpus: 5e9 }, 400, 'Range of CPUs is from 0.01 to 4.00, as there are only 4 CPUs available'],
    [{ CpuPeriod: 5 }, 400, 'CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)'],
    [{ CpuQuota: 5 }, 400, 'CPU cfs quota can not be less than 1ms (i.e. 1000)'],
    [{ CpusetCpus: '9' }, 400, 'Requested CPUs are not available - requested 9, available: 0-3'],
    [{ CpusetMems: 'x' }, 400, 'Invalid value x for cpuset mems: invalid format: x'],
    [{ KernelMemory: 100 }, 400, 'Minimum kernel memory limit allowed is 6MB'],
    [{ MemorySwappiness: 500 }, 400, 'Invalid value: 500, valid memory swappiness range is 0-100'],
    [{ CpuPeriod: 5000, NanoCpus: 1e7 }, 400, 'Conflicting options: Nano CPUs and CPU Period cannot both be set'],
    [{ RestartPolicy: { Name: 'bad' } }, 400, "invalid restart policy 'bad'"],
    [
      { RestartPolicy: { Name: 'always', MaximumRetryCount: -1 } },
      400,
      "maximum retry count cannot be used with restart policy 'always'",
    ],
    [
      { RestartPolicy: { Name: 'no', MaximumRetryCount: 1 } },
      400,
      "maximum retry count cannot be used with restart policy 'no'",
    ],
    [{ RestartPolicy: { Name: 'on-failure', MaximumRetryCount: -3 } }, 400, 'maximum retry count cannot be negative'],
  ]
  it('refuses what it cannot be, and leaves it as it was', async () => {
    await create(daemon, 'refused')
    const before = await hostConfig('refused')
    for (const [body, status, told] of refused) expect(await update('refused', body)).to.deep.equal([status, told])
    expect(await hostConfig('refused')).to.deep.equal(before)
    expect(await update('nope', {})).to.deep.equal([404, 'No such container: nope'])
    expect(await update('nope', { Memory: 1 })).to.deep.equal([404, 'No such container: nope'])
  })

  it('refuses what goes against what it has', async () => {
    const id = await create(daemon, 'conflicts', { HostConfig: { AutoRemove: true, NanoCpus: 5e8 } })
    const conflicts: readonly [object, string][] = [
      [
        { RestartPolicy: { Name: 'always' } },
        'Restart policy cannot be updated because AutoRemove is enabled for the container',
      ],
      [{ CpuQuota: 50_000 }, 'Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been set'],
      [
        { Memory: 1e8 },
        'Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time',
      ],
    ]
    for (const [body, told] of conflicts) {
      expect(await update('conflicts', body)).to.deep.equal([409, `Cannot update container ${id}: ${told}`])
    }
    expect(await update('conflicts', { RestartPolicy: { Name: 'no' } })).to.deep.equal({ Warnings: null })
  })

  it('warns of what means nothing', async () => {
    await create(daemon, 'warned')
    expect(await update('warned', { KernelMemory: 1e8, CpuPercent: 7 })).to.deep.equal({
      Warnings: [
        'Specifying a kernel memory limit is deprecated and will be removed in a future release.',
        'linux does not support CPU percent. Percent discarded.',
      ],
    })
    const before = await hostConfig('warned')
    expect(await update('warned', { BlkioWeight: 5 })).to.deep.equal({
      Warnings: ['Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.'],
    })
    expect(await hostConfig('warned')).to.deep.equal(before)
  })
})
