import { script } from './prelude.ts'

/**
 * How a conversation moves from its id under an older key to the new one, which is on another shard (`moving.ts`).
 * 1. `leave`: whatever comes for the old id is sent to the new one from here on, so what is read now stays as it is.
 * 2. `arrive`: written under the new id, once.
 * 3. `clean`: taken away at the old one; then `arrived` says so. Whoever comes after a crash does what is left of it.
 * The mark at the new id outlives everything that could still be at the old one, and the sign there outlives the mark.
 */
export const leave = script(`
local day = 86400000
local from, to, now = arg(), arg(), number()
local session = redis.call('HMGET', key('session', from), 's', 'v', 'x')
local until_then = math.max(now + 7 * day, tonumber(session[3] or 0), redis.call('PEXPIRETIME', key('claims', from)))
redis.call('SET', key('moved', from), to, 'PXAT', whole(until_then + day))
-- The turn that comes now is a later one. Other jobs are done from here.
supersede(from, false)
local claims = {}
for _, claim in ipairs(redis.call('ZRANGE', key('claims', from), 0, -1)) do
  local expires = redis.call('GET', key('claim', claim))
  if expires then
    claims[#claims + 1] = { claim, expires, redis.call('GET', key('answer', claim)) }
  end
end
return reply('ok', until_then, session, redis.call('GET', key('optout', from)), claims)
`)

export const arrive = script(`
local to, from, until_then, now = arg(), arg(), number(), number()
local home = redis.call('GET', key('moved', to))
if home then return reply('moved', home) end
if redis.call('HEXISTS', key('arrived', to), from) == 1 then return reply('ok') end

local has_session, session, version, session_expires = arg() == '1', arg(), arg(), arg()
local opt_out = arg()
local own_session = session_of(to, now)
local own_at = pair(redis.call('GET', key('optout', to)))
local next = next_version()

if has_session and not own_session and tonumber(session_expires) > now then
  redis.call('HSET', key('session', to), 's', session, 'v', version, 'x', session_expires)
  redis.call('PEXPIREAT', key('session', to), session_expires)
end
local learnt_at = opt_out ~= '' and pair(opt_out)
if learnt_at and (not own_at or own_at < learnt_at) then redis.call('SET', key('optout', to), opt_out) end
for n = 1, number() do
  local claim, expires, answer = arg(), arg(), arg()
  if redis.call('SET', key('claim', claim), expires, 'PXAT', expires, 'NX') then
    if answer ~= '' then
      redis.call('SET', key('answer', claim), answer, 'PXAT', whole((pair(answer))))
    end
    -- Before all turns that were committed under this id.
    redis.call('ZADD', key('claims', to), n, claim)
    expire_later(key('claims', to), tonumber(expires))
  end
end
redis.call('SET', key('turns'), whole(next))
redis.call('HSET', key('arrived', to), from, '1')
expire_later(key('arrived', to), until_then)
return reply('ok')
`)

export const clean = script(`
local from = arg()
for _, claim in ipairs(redis.call('ZRANGE', key('claims', from), 0, -1)) do
  redis.call('DEL', key('claim', claim), key('answer', claim))
end
redis.call('DEL', key('session', from), key('claims', from), key('optout', from), key('heard', from))
return reply('ok')
`)

export const arrived = script(`
local to, from = arg(), arg()
if redis.call('HEXISTS', key('arrived', to), from) == 1 then redis.call('HSET', key('arrived', to), from, '2') end
return reply('ok')
`)

/** FORGET reaches what was left to do under an older id. */
export const dropJobs = script(`
supersede(arg(), true)
return reply('ok')
`)
