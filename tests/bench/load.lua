-- wrk script: FOLDER holds one token, or permit, a line, and the bodies; MODE is submissions, decisions or mix.
-- Decisions are on files of long ago, in no order. The mix is the desk's day: what comes in is decided on in turn.
-- A warm-up takes permits from the end: what it had in flight when it ended is nobody else's.
local folder, base, mode = os.getenv("FOLDER"), os.getenv("BASE"), os.getenv("MODE")
local run, n, decided, from_end = os.getenv("RUN"), 0, 0, os.getenv("WARM_UP") == "yes"

local function lines(name)
  local found = {}
  for line in io.lines(folder .. "/" .. name) do found[#found + 1] = line end
  return found
end

local function whole(name)
  local file = assert(io.open(folder .. "/" .. name))
  local content = file:read("*a")
  file:close()
  return content
end

local applicants, officers = lines("applicants"), lines("officers")
local permits = mode == "decisions" and lines("permits") or {}
local submission, verification = whole("submission.json"), whole("verification.json")

local function headers(tokens)
  return {
    ["Content-Type"] = "application/json",
    ["Authorization"] = "Bearer " .. tokens[n % #tokens + 1],
    ["Idempotency-Key"] = run .. "-" .. n,
  }
end

local function next_permit()
  if mode == "submissions" or (mode == "mix" and n % 2 == 0) then return nil end
  local permit = permits[from_end and #permits - decided or decided + 1]
  -- Past the last permit the path is unknown: an error, and the run is void.
  return permit or (mode == "decisions" and "none-left" or nil)
end

function request()
  n = n + 1
  local permit = next_permit()
  if not permit then return wrk.format("POST", base, headers(applicants), submission) end
  decided = decided + 1
  return wrk.format("POST", base .. "/" .. permit .. "/verification", headers(officers), verification)
end

if mode == "mix" then
  from_end = false
  function response(status, _, body)
    if status == 201 then permits[#permits + 1] = body:match('"id":"([^"]+)"') end
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('RESULT {"requests": %d, "seconds": %f, "p50_ms": %f, "p99_ms": %f, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
