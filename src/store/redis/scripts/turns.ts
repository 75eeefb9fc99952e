import { script } from './prelude.ts'

/** The answer to a claim on this shard, whosever it is: null, or whether it was claimed and what was said. */
export const answered = script(`
local claim, now = arg(), number()
return reply('ok', answer_to(claim, now))
`)

/** As `answered`, for a conversation that is expected here. */
export const replyTo = script(`
local conversation, claim, now = arg(), arg(), number()
local home = redis.call('GET', key('moved', conversation))
if home then return reply('moved', home) end
return reply('ok', answer_to(claim, now))
`)

/** Every script about a conversation says where it is when it is not here, and which former ids are yet to come. */
const here = `
local home = redis.call('GET', key('moved', conversation))
if home then return reply('moved', home) end
`
const complete = `
for _ = 1, number() do
  if redis.call('HGET', key('arrived', conversation), arg()) ~= '2' then return reply('unsettled') end
end
`

const known = `
local session, version = session_of(conversation, now)
local _, opted_out = pair(redis.call('GET', key('optout', conversation)))
local heard_expires, heard = pair(redis.call('GET', key('heard', conversation)))
return reply('ok', session, version, opted_out == '1' and 1 or 0, heard_expires and heard_expires > now and heard or false)
`

export const load = script(`
local conversation, now = arg(), number()
${here}
${complete}
${known}
`)

export const begin = script(`
local conversation, claim, now = arg(), arg(), number()
${here}
local claimed, answer = answer_to(claim, now)
if claimed then return reply('duplicate', answer) end
${complete}
${known}
`)

export const commit = script(`
local conversation, claim, now, version = arg(), arg(), number(), number()
${here}
local claimed, answer = answer_to(claim, now)
if claimed then return reply('duplicate', answer) end
${complete}
local stored, stored_version = session_of(conversation, now)
if stored_version ~= version then return reply('conflict') end

local erase, session, session_expires = arg() == '1', arg(), arg()
local answer, claim_expires, answer_expires = arg(), number(), number()
local opt_out, forget, day = arg(), arg() == '1', arg()
local heard, heard_expires = arg(), arg()
local next = next_version()

if not erase then
  redis.call('HSET', key('session', conversation), 's', session, 'v', whole(next), 'x', session_expires)
  redis.call('PEXPIREAT', key('session', conversation), session_expires)
elseif redis.call('EXISTS', key('session', conversation)) == 1 then
  redis.call('DEL', key('session', conversation))
end
redis.call('SET', key('turns'), whole(next))
redis.call('SET', key('claim', claim), whole(claim_expires), 'PXAT', whole(claim_expires))
redis.call('SET', key('answer', claim), whole(answer_expires) .. '|' .. answer, 'PXAT', whole(answer_expires))
redis.call('ZADD', key('claims', conversation), whole(next), claim)
expire_later(key('claims', conversation), claim_expires)
-- At one turn in four, as its clock will have it: four came, and up to eight that have expired go.
if next % 4 == 0 then
  for _, old in ipairs(redis.call('ZRANGE', key('claims', conversation), 0, 7)) do
    if redis.call('EXISTS', key('claim', old)) == 0 then redis.call('ZREM', key('claims', conversation), old) end
  end
end
if opt_out ~= '' then
  local known_at = pair(redis.call('GET', key('optout', conversation)))
  redis.call('SET', key('optout', conversation), whole(math.max(now, known_at or 0)) .. '|' .. opt_out)
end
if heard_expires ~= '' and not forget then
  redis.call('SET', key('heard', conversation), heard_expires .. '|' .. heard, 'PXAT', heard_expires)
end

local forgotten = {}
if forget then
  redis.call('DEL', key('heard', conversation))
  forgotten = redis.call('ZRANGE', key('claims', conversation), 0, -1)
  for _, one in ipairs(forgotten) do
    if one ~= claim then redis.call('DEL', key('answer', one)) end
  end
  redis.call('DEL', key('claims', conversation))
end
supersede(conversation, forget)

for _ = 1, number() do redis.call('HINCRBY', key('counts', day), arg(), arg()) end
local shard = string.match(KEYS[1], '{s(%d+)}')
for n = 1, number() do
  local kind, payload, due, guard, expires = arg(), arg(), number(), arg(), arg()
  local id = shard .. '-' .. whole(next) .. '-' .. n
  redis.call('HSET', key('job', id), 'conversation', conversation, 'kind', kind, 'payload', payload, 'guard', guard,
    'kept', forget and '1' or '0', 'forgotten', forget and cjson.encode(forgotten) or '[]', 'attempt', 0, 'lease', 0)
  redis.call('SADD', key('jobs', conversation), id)
  if expires ~= '' then
    redis.call('HSET', key('job', id), 'expires', expires)
    redis.call('ZADD', key('expiring'), expires, id)
  end
  if due <= now then enter(conversation, id) else redis.call('ZADD', key('timers'), whole(due), 'j' .. id) end
end
return reply('done', forgotten)
`)

export const setOptOut = script(`
local conversation, opted_out, when = arg(), arg(), number()
${here}
local known = pair(redis.call('GET', key('optout', conversation)))
if not known or known <= when then
  redis.call('SET', key('optout', conversation), whole(when) .. '|' .. opted_out)
end
return reply('ok')
`)

export const receipt = script(`
local id, rank, now, expires = arg(), number(), number(), arg()
local known_expires, known = pair(redis.call('GET', key('receipt', id)))
if known and known_expires > now and tonumber(known) >= rank then return reply('ok', 0) end
redis.call('SET', key('receipt', id), expires .. '|' .. whole(rank), 'PXAT', expires)
return reply('ok', 1)
`)

export const tally = script(`
local name, by, now, ms, anew = arg(), number(), number(), number(), arg() == '1'
local ends, total = pair(redis.call('GET', key('tally', name)))
if anew or not ends or ends <= now then ends, total = now + ms, 0 end
total = total + by
redis.call('SET', key('tally', name), whole(ends) .. '|' .. whole(total), 'PXAT', whole(ends))
return reply('ok', total, ends)
`)

export const rankOf = script(`
local id, now = arg(), number()
local known_expires, known = pair(redis.call('GET', key('receipt', id)))
return reply('ok', known and known_expires > now and tonumber(known) or 0)
`)

export const count = script(`
local name, day = arg(), arg()
redis.call('HINCRBY', key('counts', day), name, 1)
return reply('ok')
`)

export const counts = script(`
return reply('ok', redis.call('HGETALL', key('counts', arg())))
`)

/** Whether the node answers, and takes writes. */
export const ping = script(`
redis.call('SET', key('alive'), '1', 'PX', 1000)
return reply('ok')
`)
