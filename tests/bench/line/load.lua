-- What wrk sends; with one thread (-t1). Prints one line of JSON at the end.
--    wrk -s load.lua URL -- same BYTES         one and the same body, which costs wrk the least
--    wrk -s load.lua URL -- file PATH LENGTH   requests that were written beforehand, each once
local per_read = 256
local thread

function setup(made)
   thread = made
end

local function from_file(path, length)
   local file = assert(io.open(path, "rb"))
   local piece, at = "", 0
   return function()
      if at >= #piece then
         piece, at = file:read(length * per_read), 0
         if not piece then
            exhausted = 1 -- what comes now repeats what was sent: the run does not count
            file:seek("set", 0)
            piece = file:read(length * per_read)
         end
      end
      at = at + length
      return piece:sub(at - length + 1, at)
   end
end

function init(arguments)
   exhausted = 0
   if arguments[1] == "file" then
      request = from_file(arguments[2], tonumber(arguments[3]))
   else
      wrk.method = "POST"
      wrk.headers["Content-Type"] = "application/json"
      wrk.body = string.rep("x", tonumber(arguments[2]))
   end
end

function done(summary, latency, requests)
   local errors = summary.errors
   print(string.format(
      '{"requests":%d,"seconds":%.6f,"p50_ms":%.3f,"p99_ms":%.3f,"p999_ms":%.3f,"max_ms":%.3f,' ..
         '"refused":%d,"broken":%d,"exhausted":%d}',
      summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
      latency:percentile(99) / 1e3, latency:percentile(99.9) / 1e3, latency.max / 1e3,
      errors.status, errors.connect + errors.read + errors.write + errors.timeout,
      thread:get("exhausted")))
end
