-- What wrk is to send, from the environment, and its figures as one line of JSON at the end.
wrk.method = os.getenv('BENCH_METHOD')

local token = os.getenv('BENCH_TOKEN')
if token ~= '' then wrk.headers['authorization'] = 'Bearer ' .. token end

local cookie = os.getenv('BENCH_COOKIE')
if cookie ~= '' then wrk.headers['cookie'] = cookie end

local body = os.getenv('BENCH_BODY')
if body ~= '' then
  wrk.body = body
  wrk.headers['content-type'] = 'application/json'
end

-- A prefix of this run, so that no key comes twice.
local keys = os.getenv('BENCH_KEYS')
if keys ~= '' then
  local count = 0
  request = function()
    count = count + 1
    wrk.headers['idempotency-key'] = keys .. count
    return wrk.format()
  end
end

-- Or requests from a list, in turn: see requests.ts.
local list = os.getenv('BENCH_LIST')
if list ~= '' then
  local texts, next = {}, 0
  for text in io.open(list):read('*a'):gmatch('[^\30]+') do texts[#texts + 1] = text end
  request = function()
    next = next % #texts + 1
    return texts[next]
  end
end

-- Latencies are in microseconds. `errors.status` counts what is neither 2xx nor 3xx.
function done(summary, latency)
  local errors = summary.errors
  local failures = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format(
    '{"requests":%d,"answers":%d,"failures":%d,"seconds":%f,"p50":%f,"p99":%f}',
    summary.requests - errors.status, summary.requests, failures, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
