import { expect } from 'chai'
import { readDocument } from '../dist/discovery/document.js'

describe('a document of children', () => {
  it('is YAML', async () => {
    const children = await readDocument(
      'pool.yaml',
      `# the pool
a: forward ssh://me@a
b:
  spec: forward tcp://b:2376
  labels: &labels { disk: ssd, gpus: 2, spare: true }
c: { spec: simulator, labels: *labels }
1: debug
`,
    )
    const labels = new Map([
      ['disk', 'ssd'],
      ['gpus', '2'],
      ['spare', 'true'],
    ])
    expect(children).to.deep.equal([
      { name: 'a', spec: 'forward ssh://me@a', labels: new Map() },
      { name: 'b', spec: 'forward tcp://b:2376', labels },
      { name: 'c', spec: 'simulator', labels },
      { name: '1', spec: 'debug', labels: new Map() },
    ])
  })

  it('is JSON', async () => {
    const text = '{\n\t"a": {"spec": "debug", "labels": {"__proto__": "x"}}\n}'
    expect(await readDocument('pool.json', text)).to.deep.equal([
      { name: 'a', spec: 'debug', labels: new Map([['__proto__', 'x']]) },
    ])
    expect(await readDocument('pool.json', '{}')).to.deep.equal([])
  })

  const bad: Readonly<Record<string, RegExp>> = {
    '- a': /^pool:1: expected an object of backends by name, {} for none$/,
    '# none': /^pool:1: expected an object of backends by name/,
    'a: debug\nb: {': /^pool:2: Flow map in block collection must be/,
    'a: debug\na: debug': /^pool:2: Map keys must be unique$/,
    'a: debug\nb:': /^pool:2: the child "b": expected a backend, as "forward tcp:\/\/host:2375", or an object/,
    'a: debug\nb: [1]': /^pool:2: the child "b": expected a backend/,
    'a: debug\nb: {spec: 1}': /^pool:2: the child "b" has no backend/,
    'a: {spec: debug, lables: {}}': /^pool:1: the child "a" has "lables", and only "spec" and "labels" can be there$/,
    'a: {spec: debug, labels: {x: [1]}}': /^pool:1: the child "a": the label "x" is no text$/,
    'a: {spec: debug, labels: x}': /^pool:1: the child "a": labels are an object of texts$/,
    'a: {spec: debug, labels: {node: x}}': /^pool:1: the child "a" has a label "node"/,
    '__proto__: debug': /^pool:1: the child "__proto__": a name is one word/,
    '\n? {a: b}\n: debug': /^pool:\d: a name is a text$/,
    'a: *b': /^pool:1: /,
    'a: !!binary debug\nb: !x y': /^pool:\d: /,
  }

  for (const [text, sentence] of Object.entries(bad)) {
    it(`is refused when it is ${JSON.stringify(text)}`, async () => {
      const thrown: unknown = await readDocument('pool', text).catch((error: unknown) => error)
      expect((thrown as Error).message).to.match(sentence)
    })
  }

  it('is refused, not followed, when its aliases grow without bound', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, index) => `l${index + 1}: &l${index + 1} {a: *l${index}, b: *l${index}}`,
    )
    const thrown: unknown = await readDocument('pool', ['l0: &l0 {a: x}', ...rows].join('\n')).catch(
      (error: unknown) => error,
    )
    expect((thrown as Error).message).to.match(/^pool:/)
  })
})
