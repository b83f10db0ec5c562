import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect } from 'chai'
import { getContainerRuntimeClient } from 'testcontainers'
import { packed, unpacked } from './archive.js'
import { ofHost, says, scripted, staying, type Checks } from './checks.js'

const target = '/somewhere/new/file.txt'

/** Files that go in and come out. */
export const copying: Checks = {
  'copies files in before the start': async () => {
    const copied = { source: ofHost('file.txt'), target, mode: 0o640 }
    await using container = await staying().withCopyFilesToContainer([copied]).start()
    expect(await says(container, `cat ${target}; stat -c '%a %u %g' ${target}`)).to.equal('of the host\n640 0 0\n')
  },
  'copies text, bytes and streams in before the start': async () => {
    const contents = [
      { content: 'text\n', target: '/text' },
      { content: Buffer.from([0, 255, 10]), target: '/bytes' },
      { content: Readable.from(['a ', 'stream\n']), target: '/stream', mode: 0o700 },
    ]
    await using container = await staying().withCopyContentToContainer(contents).start()
    const script = 'cat /text /stream; od -An -tx1 /bytes; stat -c %a /text /stream'
    expect(await says(container, script)).to.equal('text\na stream\n 00 ff 0a\n644\n700\n')
  },
  'has what was copied in there when the first process starts': async () => {
    const script = { content: 'echo ran as $0\n', target: '/run.sh' }
    await using container = await scripted('sh /run.sh > /said; exec sleep 1000')
      .withCopyContentToContainer([script])
      .start()
    expect(await says(container, 'until [ -s /said ]; do sleep 0.05; done; cat /said')).to.equal('ran as /run.sh\n')
  },
  'copies directories in before the start': async () => {
    const copied = { source: ofHost('folder'), target: '/folder' }
    await using container = await staying().withCopyDirectoriesToContainer([copied]).start()
    expect(await says(container, 'cd /folder; find . | sort; cat one.txt inner/two.txt')).to.equal(
      '.\n./inner\n./inner/two.txt\n./one.txt\none\ntwo\n',
    )
  },
  'unpacks archives before the start': async () => {
    const tar = Readable.from([packed({ 'deep/file': 'of an archive\n' })])
    await using container = await staying()
      .withCopyArchivesToContainer([{ tar, target: '/tmp' }])
      .start()
    expect(await says(container, 'cat /tmp/deep/file')).to.equal('of an archive\n')
  },
  'copies into a container that runs': async () => {
    await using container = await staying().start()
    await container.copyFilesToContainer([{ source: ofHost('file.txt'), target }])
    await container.copyDirectoriesToContainer([{ source: ofHost('folder'), target: '/folder' }])
    await container.copyContentToContainer([{ content: 'text\n', target: '/text', mode: 0o600 }])
    await container.copyArchiveToContainer(Readable.from([packed({ archived: 'packed\n' })]), '/tmp')
    const script = `cat ${target} /folder/inner/two.txt /text /tmp/archived; stat -c %a /text`
    expect(await says(container, script)).to.equal('of the host\ntwo\ntext\npacked\n600\n')
  },
  'copies an archive out': async () => {
    await using container = await scripted('mkdir -p /out/in; echo x > /out/in/file; exec sleep 1000').start()
    await says(container, 'until [ -s /out/in/file ]; do sleep 0.05; done')
    const archive = await buffer(await container.copyArchiveFromContainer('/out'))
    expect(unpacked(archive)).to.deep.equal({ 'out/': '', 'out/in/': '', 'out/in/file': 'x\n' })
  },
  'copies a long file in and out as it is': async () => {
    const bytes = Buffer.alloc(5_000_000, 'long ')
    await using container = await staying()
      .withCopyContentToContainer([{ content: bytes, target: '/long' }])
      .start()
    const sum = createHash('sha256').update(bytes).digest('hex')
    expect(await says(container, 'sha256sum < /long')).to.equal(`${sum}  -\n`)
    const archive = await buffer(await container.copyArchiveFromContainer('/long'))
    expect(unpacked(archive)['long']).to.equal(bytes.toString())
  },
  'copies an archive out of a stopped container': async () => {
    const container = await staying().start()
    await says(container, 'echo left > /left')
    const stopped = await container.stop({ remove: false })
    const archive = await buffer(await stopped.copyArchiveFromContainer('/left'))
    expect(unpacked(archive)).to.deep.equal({ left: 'left\n' })
    await (await getContainerRuntimeClient()).container.getById(stopped.getId()).remove()
  },
}
