import type { Proc, Program } from '../../kernel/proc.js'
import { quoted } from '../shared/quote.js'
import { Copying, failed } from './dd-copy.js'
import { jobOf, type Job } from './dd-job.js'

/** Copies in blocks. */
export const dd: Program = async (proc) => {
  const job = await jobOf(proc)
  if (typeof job === 'number') return job
  const gnu = proc.flavor === 'gnu'
  const started = proc.host.now()
  try {
    if (job.if !== undefined) proc.dup2(await proc.open(job.if, { read: true }), 0)
  } catch (thrown) {
    return failed(proc, thrown, gnu ? `failed to open ${quoted(job.if!)}` : `can't open '${job.if}'`)
  }
  try {
    if (job.of !== undefined) await openOutput(proc, job)
  } catch (thrown) {
    return failed(proc, thrown, gnu ? `failed to open ${quoted(job.of!)}` : `can't open '${job.of}'`)
  }
  const copying = new Copying(proc, job)
  const code = await copying.run()
  if (job.status !== 'none' && !copying.isSilent) await proc.write(2, copying.summary(proc.host.now() - started))
  return code
}

async function openOutput(proc: Proc, { of, seek, obs, conv }: Job): Promise<void> {
  const fd = await proc.open(of!, { write: true, create: !conv.has('nocreat'), exclusive: conv.has('excl') })
  proc.dup2(fd, 1)
  const file = proc.file(1)!
  if (!conv.has('notrunc') && file.stat().kind === 'file') file.truncate(seek * obs)
}
