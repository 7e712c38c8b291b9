// A value is a hash: `v` its text, `s` its stamps as "name mark name mark …". A place that waits for its
// value is a hash too: `p` its mark. A stamp is a string. Whatever else lies under a key counts as nothing.

const STAND = `
local function stand(prefix, stamps)
  for name, mark in string.gmatch(stamps, '(%S+) (%S+)') do
    if redis.call('GET', prefix .. name) ~= mark then return false end
  end
  return true
end
`

/** KEYS: the value. ARGV: the prefix of its space. */
export const GET = `${STAND}
if redis.call('TYPE', KEYS[1]).ok ~= 'hash' then return false end
local found = redis.call('HMGET', KEYS[1], 'v', 's')
if not found[1] or not found[2] or not stand(ARGV[1], found[2]) then return false end
return found[1]`

/** KEYS: the value, its stamps. ARGV: a new mark, how long a place is kept, how long a stamp is kept. */
export const BEGIN = `
local place = redis.call('TYPE', KEYS[1]).ok == 'hash' and redis.call('HGET', KEYS[1], 'p')
if not place then
  place = ARGV[1]
  redis.call('UNLINK', KEYS[1])
  redis.call('HSET', KEYS[1], 'p', place)
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
local marks = { place }
for i = 2, #KEYS do
  local mark = redis.call('TYPE', KEYS[i]).ok == 'string' and redis.call('GET', KEYS[i])
  if not mark or string.find(mark, '%s') or mark == '' then
    mark = ARGV[1]
    redis.call('SET', KEYS[i], mark, 'PX', ARGV[3])
  elseif redis.call('PTTL', KEYS[i]) < tonumber(ARGV[3]) then
    redis.call('PEXPIRE', KEYS[i], ARGV[3])
  end
  marks[i] = mark
end
return marks`

/** KEYS: the value. ARGV: the prefix of its space, the place's mark, the stamps, the value, how long it is kept. */
export const FILL = `${STAND}
if redis.call('TYPE', KEYS[1]).ok ~= 'hash' then return 0 end
if redis.call('HGET', KEYS[1], 'p') ~= ARGV[2] or not stand(ARGV[1], ARGV[3]) then return 0 end
redis.call('UNLINK', KEYS[1])
redis.call('HSET', KEYS[1], 'v', ARGV[4], 's', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1`
