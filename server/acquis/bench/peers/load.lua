-- Ask what the file in the first argument lists, one request a line (Accept, tab, path), over and over.
-- The second argument, where there is one, is the Cache-Control of each request. Print one line of JSON.

local requests, at = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local accept, path = line:match("^(.-)\t(.*)$")
    local headers = { ["Accept"] = accept, ["Cache-Control"] = arguments[2] }
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %.6f, "p50_ms": %.3f, "p95_ms": %.3f, "p99_ms": %.3f, "failed": %d, "late": %d}\n',
    summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    errors.status + errors.connect + errors.read + errors.write, errors.timeout))
end
