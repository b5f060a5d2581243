-- The requests of one operation, for wrk: wrk -s load.lua URL -- OPERATION RUN MESSAGES CONVERSATIONS FIRST_SLOT KEY [PATH]
-- Bench/DataSet.cs writes the rows that they read. With PATH, every request is a GET of it.
local threads = 0

function setup(thread)
  thread:set("thread", threads)
  threads = threads + 1
end

local messages, conversations, slot, n

-- Ids of messages. Their format depends on the build, so Bench/Driver.cs reads them from its lists.
local ids = {}

local function below(count) return math.random(0, count - 1) end

local function user(i) return string.format("u%05d", i) end

-- Two users of one circle of 21.
local function pair(circles)
  local circle, a, b = below(circles) * 21, below(21), below(20)
  if b >= a then b = b + 1 end
  return user(circle + a), user(circle + b)
end

local function active() return user(below(conversations / 10)) end

local paths = {
  message = function() return "/messages/" .. ids[math.random(#ids)] end,
  page = function()
    local a, b = pair(conversations / 210)
    return "/users/" .. a .. "/conversations/" .. b .. "/messages?limit=50"
  end,
  conversations = function() return "/users/" .. active() .. "/conversations?limit=20" end,
  conversation = function()
    local a, b = pair(conversations / 210)
    return "/users/" .. a .. "/conversations/" .. b
  end,
  messages = function() return "/messages?limit=50" end,
  own_messages = function() return "/messages?limit=50", active() end,
  user = function() return "/users/" .. user(below(10000)) end,
  users = function() return "/users?limit=50" end,
  contacts = function() return "/users/" .. active() .. "/contacts?limit=20" end,
  order = function() return string.format("/orders/o%08d", below(messages / 50)) end,
  orders = function() return "/orders?limit=50" end,
  service_orders = function() return string.format("/orders?limit=50&service_id=s%02d", below(20)) end,
  service = function() return string.format("/services/s%02d", below(20)) end,
  services = function() return "/services?limit=50" end,
  availability = function()
    return string.format("/availability?from=2020-01-02T00:00:00Z&to=2020-01-03T00:00:00Z&service_id=s%02d", below(20))
  end,
}

local bodies = {
  send = function()
    local a, b = pair(476)
    return "/messages", string.format(
      '{"sender_id":"%s","recipient_id":"%s","body":"Message %d of this thread, about as long as people write: '
        .. 'see you at the station at eight."}', a, b, n)
  end,
  -- Each order has its own time and two of a thousand services, so that none is refused.
  order_create = function()
    local at = slot + math.floor(n / 500)
    return "/orders", string.format(
      '{"datetime":"%s","totalfee":49.95,"services":[{"id":"n%03d"},{"id":"n%03d"}]}',
      os.date("!%Y-%m-%dT%H:%M:%SZ", at * 10800), n % 500, 500 + n % 500)
  end,
  sms = function()
    return "/sms-messages", string.format(
      '{"recipient_phone":"+1555%d","message_body":"Your visit is tomorrow at 9:00, see you then."}', 2000000 + below(8000000))
  end,
}

function init(args)
  local run = tonumber(args[2])
  messages, conversations, n = tonumber(args[3]), tonumber(args[4]), 0
  if args[1] == "message" then
    for id in io.lines(os.getenv("MESSAGE_IDS")) do ids[#ids + 1] = id end
  end
  slot = tonumber(args[5]) + thread * 1000
  math.randomseed(run * 16 + thread)
  local headers = { Authorization = "Bearer " .. args[6] }
  local path, body = paths[args[1]], bodies[args[1]]
  if args[7] then
    request = function() return wrk.format("GET", args[7], headers) end
  elseif path then
    request = function()
      local target, acting = path()
      headers["X-User-Id"] = acting
      return wrk.format("GET", target, headers)
    end
  else
    headers["Content-Type"] = "application/json"
    request = function()
      n = n + 1
      local target, text = body()
      return wrk.format("POST", target, headers, text)
    end
  end
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"microseconds":%d,"p50":%d,"p99":%d,"failures":%d}\n', summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
