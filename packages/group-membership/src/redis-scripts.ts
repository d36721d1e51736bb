/**
 * Tells the time, later than it was told before even if the clock is put back. And notes since when marks
 * are kept here, just before: a Redis that lost its memory has lost its marks too, so everything from
 * before counts as invalidated.
 *
 * KEYS: since when, the time told last. Returns milliseconds since 1970.
 */
export const clockScript = `
local time = redis.call('TIME')
local last = tonumber(redis.call('GET', KEYS[2]) or '') or 0
local now = math.max(time[1] * 1000 + time[2] / 1000, last + 0.001)
local text = string.format('%.3f', now)
redis.call('SET', KEYS[2], text)
redis.call('SET', KEYS[1], string.format('%.3f', now - 0.001), 'NX')
return text`;

/**
 * Writes a mark and tells everybody, in one step. A later mark and a longer time to keep it stand. Returns
 * the moment that stands.
 *
 * KEYS: the mark. ARGV: its moment, for how many milliseconds to keep it, the channel, the mark's name.
 */
export const markScript = `
local at = ARGV[1]
local known = redis.call('GET', KEYS[1])
if known and (tonumber(known) or 0) > tonumber(at) then at = known end
redis.call('SET', KEYS[1], at, 'PX', math.max(tonumber(ARGV[2]), redis.call('PTTL', KEYS[1])))
redis.call('PUBLISH', ARGV[3], at .. ' ' .. ARGV[4])
return at`;

/**
 * Writes the groups of a caller. Of two look-ups that overlap, the later one to begin knows more.
 *
 * KEYS: of the value. ARGV: the value, when the look-up began, when the value is over.
 */
export const setScript = `
local known = redis.call('GET', KEYS[1])
local isRead, value = pcall(cjson.decode, known or '')
local began = isRead and type(value) == 'table' and tonumber(value.resolvedAtInMs) or 0
if began <= tonumber(ARGV[2]) then redis.call('SET', KEYS[1], ARGV[1], 'PXAT', ARGV[3]) end`;
