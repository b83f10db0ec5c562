type Fields = Readonly<Record<string, unknown>>

/** An object with some of its fields behind another one, as `docker inspect` prints them in the order they come in. */
export const behind =
  (field: string, ...moved: readonly string[]) =>
  (value: Fields): Record<string, unknown> => {
    const entries = Object.entries(value)
    const rest = entries.filter(([name]) => !moved.includes(name))
    const at = rest.findIndex(([name]) => name === field) + 1
    const found = moved.flatMap((name) => entries.filter(([other]) => other === name))
    return Object.fromEntries(at === 0 ? entries : [...rest.slice(0, at), ...found, ...rest.slice(at)])
  }
