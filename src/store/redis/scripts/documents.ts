import { script } from './prelude.ts'

/**
 * A collection is a hash on its own shard, docs:COLLECTION, with the expiry ('' for none), the version and the text of
 * each document in one field: "expires|version|text". What has expired goes when its collection is looked at.
 */
const read = `
local function document(collection, id, now)
  local found = redis.call('HGET', key('docs', collection), id)
  if not found then return end
  local expires, version, text = string.match(found, '^(%d*)|(%d+)|(.*)$')
  if expires ~= '' and tonumber(expires) <= now then return end
  return tonumber(version), text
end
`

export const getDocument = script(`
${read}
local collection, id, now = arg(), arg(), number()
local version, text = document(collection, id, now)
return reply('ok', version or 0, text or '')
`)

export const listDocuments = script(`
${read}
local collection, now = arg(), number()
local found = {}
for _, id in ipairs(redis.call('HKEYS', key('docs', collection))) do
  local version, text = document(collection, id, now)
  if version then
    found[#found + 1] = { id, version, text }
  else
    redis.call('HDEL', key('docs', collection), id)
  end
end
return reply('ok', found)
`)

export const putDocument = script(`
${read}
local collection, id, now, known, erase, text, expires = arg(), arg(), number(), number(), arg() == '1', arg(), arg()
local version = document(collection, id, now) or 0
if version ~= known then return reply('ok', -1) end
if erase then
  redis.call('HDEL', key('docs', collection), id)
  return reply('ok', 0)
end
local next = next_version()
redis.call('SET', key('turns'), whole(next))
redis.call('HSET', key('docs', collection), id, expires .. '|' .. whole(next) .. '|' .. text)
return reply('ok', next)
`)
