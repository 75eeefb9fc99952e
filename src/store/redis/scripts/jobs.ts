import { script } from './prelude.ts'

/** Whether `take` might find something. Writes nothing. */
export const waiting = script(`
local due = redis.call('ZCOUNT', key('timers'), '-inf', arg())
return reply('ok', (due > 0 or redis.call('XLEN', key('outbox')) > 0) and 1 or 0)
`)

/**
 * Puts what is due in its line, then takes tokens: those whose holder's lease is over, then new ones. A token stands for
 * the first job of its line, and there is never more than one for a line: so nobody gets the second before the first.
 */
export const take = script(`
local worker, now, limit, lease = arg(), arg(), number(), arg()
expire(now)
for _, due in ipairs(redis.call('ZRANGEBYSCORE', key('timers'), '-inf', now, 'LIMIT', 0, 1000)) do
  redis.call('ZREM', key('timers'), due)
  local name = string.sub(due, 2)
  if string.sub(due, 1, 1) == 'l' then
    token(name)
  else
    local conversation = redis.call('HGET', key('job', name), 'conversation')
    if conversation then enter(conversation, name) end
  end
end
if redis.call('XLEN', key('outbox')) == 0 then return reply('ok', {}) end
redis.pcall('XGROUP', 'CREATE', key('outbox'), 'workers', '0')

local taken = {}
local function open_line(entry, conversation)
  if redis.call('HGET', key('tokens'), conversation) ~= entry then
    redis.call('XACK', key('outbox'), 'workers', entry)
    redis.call('XDEL', key('outbox'), entry)
    return
  end
  while true do
    local id = redis.call('LINDEX', key('line', conversation), 0)
    if not id then return take_back(conversation) end
    local job = redis.call('HMGET', key('job', id), 'kind', 'payload', 'forgotten', 'dropped')
    if job[1] and not job[4] then
      redis.call('HSET', key('job', id), 'worker', worker)
      local attempt = redis.call('HINCRBY', key('job', id), 'attempt', 1)
      local number = redis.call('HINCRBY', key('job', id), 'lease', 1)
      taken[#taken + 1] = { id, conversation, job[1], job[2], job[3], attempt, number }
      return
    end
    redis.call('LPOP', key('line', conversation))
    erase_job(conversation, id)
  end
end

local from = '0-0'
repeat
  local claimed = redis.call('XAUTOCLAIM', key('outbox'), 'workers', worker, lease, from, 'COUNT', limit - #taken)
  from = claimed[1]
  for _, entry in ipairs(claimed[2]) do open_line(entry[1], entry[2][2]) end
until from == '0-0' or #taken >= limit
if #taken < limit then
  local read = redis.call('XREADGROUP', 'GROUP', 'workers', worker, 'COUNT', limit - #taken, 'STREAMS', key('outbox'), '>')
  if read then
    for _, entry in ipairs(read[1][2]) do open_line(entry[1], entry[2][2]) end
  end
end
return reply('ok', taken)
`)

/** Whether the job is still the taker's; the end of it where it was dropped in the meantime. */
const held = `
local id, lease = arg(), arg()
local job = redis.call('HMGET', key('job', id), 'conversation', 'lease', 'worker', 'dropped')
local conversation = job[1]
if not conversation or job[2] ~= lease or not job[3] then return reply('ok', 0) end
local function finish()
  leave_line(conversation, id)
  erase_job(conversation, id)
  return reply('ok', 1)
end
`

export const finish = script(`
${held}
return finish()
`)

export const retry = script(`
${held}
if job[4] then return finish() end
local due, why = arg(), arg()
redis.call('HDEL', key('job', id), 'worker')
redis.call('HSET', key('job', id), 'why', why)
take_back(conversation)
redis.call('ZADD', key('timers'), due, 'l' .. conversation)
return reply('ok', 1)
`)

export const bury = script(`
${held}
if job[4] then return finish() end
local why, now = arg(), arg()
redis.call('HDEL', key('job', id), 'worker')
redis.call('HSET', key('job', id), 'why', why, 'dead', now)
redis.call('ZADD', key('dead'), now, id)
leave_line(conversation, id)
return reply('ok', 1)
`)

export const dead = script(`
local found = {}
for _, id in ipairs(redis.call('ZRANGE', key('dead'), 0, number() - 1)) do
  found[#found + 1] = { id, unpack(redis.call('HMGET', key('job', id),
    'conversation', 'kind', 'payload', 'forgotten', 'attempt', 'why', 'dead')) }
end
return reply('ok', found)
`)

export const revive = script(`
local id = arg()
if redis.call('ZREM', key('dead'), id) == 0 then return reply('ok', 0) end
redis.call('HSET', key('job', id), 'attempt', 0)
redis.call('HDEL', key('job', id), 'dead')
enter(redis.call('HGET', key('job', id), 'conversation'), id)
return reply('ok', 1)
`)

/** Jobs whose own time is over and dead letters that are too old go, and the names of workers that were not seen for a day and hold nothing. */
export const sweep = script(`
local expired = expire(arg())
local gone = redis.call('ZRANGEBYSCORE', key('dead'), '-inf', arg())
for _, id in ipairs(gone) do
  redis.call('ZREM', key('dead'), id)
  erase_job(redis.call('HGET', key('job', id), 'conversation'), id)
end
if redis.call('EXISTS', key('outbox')) == 1 then
  local consumers = redis.pcall('XINFO', 'CONSUMERS', key('outbox'), 'workers')
  for _, one in ipairs(consumers.err and {} or consumers) do
    local seen = {}
    for n = 1, #one, 2 do seen[one[n]] = one[n + 1] end
    if seen.pending == 0 and seen.idle > 86400000 then
      redis.call('XGROUP', 'DELCONSUMER', key('outbox'), 'workers', seen.name)
    end
  end
end
return reply('ok', expired + #gone)
`)
