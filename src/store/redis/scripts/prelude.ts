import { createHash } from 'node:crypto'

/** A Lua script that runs whole, or not at all, on one shard. */
export type Script = { text: string; sha: string }

/** Each time a script runs it makes its functions anew, so that it gets those it names, and what they name, alone. */
export function script(body: string): Script {
  const needed = helpers.toReversed().reduce((text, { name, lua }) => (mentions(text, name) ? lua + text : text), body)
  const text = `${prelude}\n${needed}`
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`\\b${name}\\(`).test(text)
}

/**
 * What every script begins with. KEYS[1] is the shard (`fp1:{s12}`); all other keys begin with it, and with the kind of
 * thing they hold, so that they are on one node. ARGV[1] is the latest time, by this node's clock, at which a caller
 * still waits: a script that comes later than that changes nothing. Everything a script answers begins with the time.
 * A script first reads, and so finds out whether it can do its work, then writes: Redis takes nothing back.
 *
 *   session:CONVERSATION  hash: s session, v version, x expires
 *   claim:ID              expires
 *   answer:ID             expires|reply
 *   claims:CONVERSATION   sorted set: the ids that were claimed, by the version of their turn
 *   heard:CONVERSATION    expires|text
 *   optout:CONVERSATION   when it was learnt|0 or 1
 *   jobs:CONVERSATION     set: the ids of all its jobs
 *   job:ID                hash: conversation kind payload forgotten attempt lease guard kept, and where they are so:
 *                         expires, worker (who holds it), dropped (goes when it comes back), why, dead (since when)
 *   line:CONVERSATION     list: the ids of its jobs whose time has come; only the first is ever done
 *   outbox                stream, group "workers": one token for each line that has a first job to be done
 *   tokens                hash: the entry of a conversation's token
 *   timers                sorted set by time: j + a job that is not due yet, l + a line whose first is to be tried again
 *   expiring              sorted set of the ids of jobs that have an end of their own, by it
 *   dead                  sorted set of the ids of dead letters, by time
 *   counts:DAY            hash
 *   receipt:ID            expires|rank
 *   tally:NAME            ends|total
 *   docs:COLLECTION       hash: documents by id (`scripts/documents.ts`)
 *   alive                 put down when it is asked whether there is room
 *   turns                 the last version
 *   moved:CONVERSATION    the conversation's newer id, where all of it is now
 *   arrived:CONVERSATION  hash: its former ids that moved here; 1 not yet cleaned up there, 2 done
 */
const prelude = `
local clock = redis.call('TIME')
local time = clock[1] * 1000 + math.floor(clock[2] / 1000)
local function reply(...) return { time, ... } end
if ARGV[1] ~= '' and time > tonumber(ARGV[1]) then return reply('late') end

local at = 1
local function arg() at = at + 1 return ARGV[at] end
local function number() return tonumber(arg()) end
local function whole(n) return string.format('%.0f', n) end
local function key(kind, id) return KEYS[1] .. ':' .. kind .. (id and ':' .. id or '') end
`

/** In the order in which they need each other. */
const helpers = [
  `
-- "number|rest"
local function pair(text)
  if not text then return end
  local bar = string.find(text, '|', 1, true)
  return tonumber(string.sub(text, 1, bar - 1)), string.sub(text, bar + 1)
end
`,
  `
local function expire_later(name, ms)
  if redis.call('PEXPIRETIME', name) < ms then redis.call('PEXPIREAT', name, whole(ms)) end
end
`,
  `
-- The version is a time too, so that it never comes back even where a crash took the last ones.
local function next_version()
  local last = tonumber(redis.call('GET', key('turns')) or 0)
  return math.max(last + 1, clock[1] * 1000000 + clock[2])
end
`,
  `
local function session_of(conversation, now)
  local found = redis.call('HMGET', key('session', conversation), 's', 'v', 'x')
  if found[3] and tonumber(found[3]) > now then return found[1], tonumber(found[2]) end
  return false, 0
end
`,
  `
-- False: never claimed. Otherwise its answer, or '' and false where that is gone.
local function answer_to(claim, now)
  local expires = redis.call('GET', key('claim', claim))
  if not expires or tonumber(expires) <= now then return false end
  local answer_expires, answer = pair(redis.call('GET', key('answer', claim)))
  if not answer or answer_expires <= now then return true, false end
  return true, answer
end
`,
  `
local function token(conversation)
  local entry = redis.call('XADD', key('outbox'), '*', 'c', conversation)
  redis.call('HSET', key('tokens'), conversation, entry)
end
`,
  `
local function take_back(conversation)
  local entry = redis.call('HGET', key('tokens'), conversation)
  if entry then
    redis.call('XACK', key('outbox'), 'workers', entry)
    redis.call('XDEL', key('outbox'), entry)
    redis.call('HDEL', key('tokens'), conversation)
  end
  redis.call('ZREM', key('timers'), 'l' .. conversation)
end
`,
  `
local function advance(conversation)
  take_back(conversation)
  if redis.call('EXISTS', key('line', conversation)) == 1 then token(conversation) end
end
`,
  `
local function enter(conversation, id)
  if redis.call('RPUSH', key('line', conversation), id) == 1 then token(conversation) end
end
`,
  `
local function erase_job(conversation, id)
  redis.call('DEL', key('job', id))
  redis.call('ZREM', key('expiring'), id)
  redis.call('SREM', key('jobs', conversation), id)
end
`,
  `
local function leave_line(conversation, id)
  local first = redis.call('LINDEX', key('line', conversation), 0) == id
  redis.call('LREM', key('line', conversation), 0, id)
  if first then advance(conversation) end
end
`,
  `
-- What a worker holds keeps its place until it comes back, so that the next one does not overtake it.
local function drop(conversation, id, held)
  if held then
    redis.call('HSET', key('job', id), 'dropped', '1', 'payload', '')
  else
    redis.call('ZREM', key('timers'), 'j' .. id)
    redis.call('ZREM', key('dead'), id)
    leave_line(conversation, id)
    erase_job(conversation, id)
  end
end
`,
  `
-- A later turn: the timers of earlier ones go; with all every job but those of FORGET.
local function supersede(conversation, all)
  for _, id in ipairs(redis.call('SMEMBERS', key('jobs', conversation))) do
    local job = redis.call('HMGET', key('job', id), 'guard', 'kept', 'worker')
    if job[1] == '1' or (all and job[2] ~= '1') then drop(conversation, id, job[3]) end
  end
end
`,
  `
-- Jobs whose own time is over.
local function expire(now)
  local gone = redis.call('ZRANGEBYSCORE', key('expiring'), '-inf', now)
  for _, id in ipairs(gone) do
    redis.call('ZREM', key('expiring'), id)
    local job = redis.call('HMGET', key('job', id), 'conversation', 'worker')
    if job[1] then drop(job[1], id, job[2]) end
  end
  return #gone
end
`,
].map((lua) => ({ lua, name: /local function (\w+)/.exec(lua)?.[1] ?? '' }))
