-- wrk script: FOLDER holds one token, or permit, a line, and the bodies; MODE is submissions, decisions or mix.
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
local permits = mode == "submissions" and {} or lines("permits")
local submission, verification = whole("submission.json"), whole("verification.json")

local function headers(tokens)
  return {
    ["Content-Type"] = "application/json",
    ["Authorization"] = "Bearer " .. tokens[n % #tokens + 1],
    ["Idempotency-Key"] = run .. "-" .. n,
  }
end

function request()
  n = n + 1
  if mode == "submissions" or (mode == "mix" and n % 2 == 0) then
    return wrk.format("POST", base, headers(applicants), submission)
  end
  decided = decided + 1
  local permit = permits[from_end and #permits - decided + 1 or decided]
  -- Past the last permit the path is unknown: an error, and the run is void.
  return wrk.format("POST", base .. "/" .. (permit or "none-left") .. "/verification", headers(officers), verification)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('RESULT {"requests": %d, "seconds": %f, "p50_ms": %f, "p99_ms": %f, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
