-- Requests of bench/scale/mixed.py for wrk: readers by Zipf's law, reactions, comments, searches.
-- usage: wrk -s mixed.lua URL -- PATHS MIXED SEED     PATHS: "id path" lines, most read first; MIXED: 0 or 1
-- Each request comes from another address (X-Forwarded-For, which the site must trust from here).
local paths, ids, sums, threads = {}, {}, {}, {}
-- cầu, giao thông, thành phố, học sinh, đại hội, kinh tế, bóng đá, bệnh viện, du lịch
local WORDS = { "c%E1%BA%A7u", "giao+th%C3%B4ng", "th%C3%A0nh+ph%E1%BB%91", "h%E1%BB%8Dc+sinh", "%C4%91%E1%BA%A1i+h%E1%BB%99i", "kinh+t%E1%BA%BF", "b%C3%B3ng+%C4%91%C3%A1", "b%E1%BB%87nh+vi%E1%BB%87n", "du+l%E1%BB%8Bch" }
local BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0"
local mixed, count = false, 0

function setup(thread) table.insert(threads, thread) end

function init(args)
    local sum = 0
    for line in io.lines(args[1]) do
        local id, path = line:match("^(%d+) (.+)$")
        ids[#ids + 1], paths[#paths + 1] = id, path
        sum = sum + 1 / #paths
        sums[#paths] = sum
    end
    mixed = args[2] == "1"
    math.randomseed(tonumber(args[3]))
    reactions, comments, pages, searches, refused, wrong = 0, 0, 0, 0, 0, 0
end

local function drawn()
    local x, low, high = math.random() * sums[#sums], 1, #sums
    while low < high do
        local middle = math.floor((low + high) / 2)
        if sums[middle] < x then low = middle + 1 else high = middle end
    end
    return low
end

local function headers(more)
    local h = { ["User-Agent"] = BROWSER, ["Accept-Encoding"] = "gzip", ["X-Forwarded-For"] =
        string.format("10.%d.%d.%d", math.random(0, 255), math.random(0, 255), math.random(1, 254)) }
    for name, value in pairs(more or {}) do h[name] = value end
    return h
end

local function form(path, body)
    return wrk.format("POST", path, headers({ ["Accept"] = "application/json", ["Content-Type"] =
        "application/x-www-form-urlencoded" }), body)
end

function request()
    count = count + 1
    local at, kind = drawn(), mixed and math.random(0, 999) or 999
    if kind < 10 then return form("/cam-xuc", "article=" .. ids[at] .. "&reaction=thich") end
    if kind < 11 then
        return form("/binh-luan", "article=" .. ids[at] .. "&name=B%E1%BA%A1n&text=B%C3%A0i+hay+" .. count)
    end
    if kind < 21 then
        return wrk.format("GET", "/tim-kiem?q=" .. WORDS[math.random(#WORDS)], headers())
    end
    return wrk.format("GET", paths[at], headers())
end

function response(status, got, body)
    local kind = got["Content-Type"] or ""
    if status == 429 or status == 503 then refused = refused + 1
    elseif status ~= 200 then wrong = wrong + 1
    elseif kind:find("json") then
        if body:find('"mine"', 1, true) then reactions = reactions + 1 else comments = comments + 1 end
    elseif got["X-Robots-Tag"] then searches = searches + 1
    else pages = pages + 1 end
end

function done(summary, latency)
    local sum = { reactions = 0, comments = 0, pages = 0, searches = 0, refused = 0, wrong = 0 }
    for _, thread in ipairs(threads) do
        for name in pairs(sum) do sum[name] = sum[name] + thread:get(name) end
    end
    local e = summary.errors
    io.write(string.format('RESULT {"requests":%d,"seconds":%.3f,"p50_ms":%.2f,"p99_ms":%.2f,"max_ms":%.2f,"socket_errors":%d',
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
        latency.max / 1e3, e.connect + e.read + e.write + e.timeout))
    for name, n in pairs(sum) do io.write(string.format(',"%s":%d', name, n)) end
    io.write("}\n")
end
