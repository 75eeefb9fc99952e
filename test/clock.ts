/**
 * Moves the clock of a process by FINGERPOST_CLOCK milliseconds, so that what a list shows (who is open now) is the same at
 * whatever hour the tests run. Loaded into a server before its program: `node --import test/clock.ts`.
 */
const moved = Number(process.env.FINGERPOST_CLOCK ?? 0)
const Real = Date

if (moved)
  globalThis.Date = new Proxy(Real, {
    construct: (_, given, newTarget) => Reflect.construct(Real, given.length ? given : [Real.now() + moved], newTarget),
    apply: () => new Date().toString(),
    get: (_, name) => (name === 'now' ? () => Real.now() + moved : Reflect.get(Real, name)),
  })
