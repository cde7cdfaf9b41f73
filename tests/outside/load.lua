-- wrk script: each request is a line of the file that `SIGNED` names: a signature, a tab, a body.
-- The file may be a pipe. Run with one thread, so that no line is sent twice.

local lines, path, public_key

function init()
  lines = io.lines(os.getenv("SIGNED"))
  path = os.getenv("TARGET")
  public_key = os.getenv("PUBLIC_KEY")
end

function request()
  local line = lines()
  if line == nil then
    error("the signed requests have come to an end")
  end
  local tab = line:find("\t", 1, true)
  local headers = {
    ["Content-Type"] = "application/json",
    ["x-api-public-key"] = public_key,
    ["x-api-signature"] = line:sub(1, tab - 1),
  }
  return wrk.format("POST", path, headers, line:sub(tab + 1))
end
