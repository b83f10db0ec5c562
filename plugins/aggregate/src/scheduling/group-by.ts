/** The values by a key of each, in the order that they came in. */
export function groupBy<Key, Value>(
  values: Iterable<Value>,
  keyOf: (value: Value) => Key,
): ReadonlyMap<Key, readonly [Value, ...Value[]]> {
  const groups = new Map<Key, [Value, ...Value[]]>()
  for (const value of values) {
    const key = keyOf(value)
    const others = groups.get(key)
    if (others === undefined) groups.set(key, [value])
    else others.push(value)
  }
  return groups
}
