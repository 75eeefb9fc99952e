import type { Store } from '../../src/store/index.ts'

/** A store of which some methods are replaced. */
export function instead(store: Store, part: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, name) {
      const own = Reflect.get(part, name)
      if (own) return own
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
