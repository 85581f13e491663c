-- The models and budgets that were set by command. A server forgets them when it ends, so each new one is told again.

local clients = require('bursar.clients')

local M = {}

---@type { command: string, argument: table }[]
local said = {} -- in the order in which each was said last

local function request(client, one, done)
  local params = { command = one.command, arguments = { one.argument } }
  clients.call(client, 'request', 'workspace/executeCommand', params, done, 0)
end

local function remember(one)
  said = vim.tbl_filter(function(other)
    local a, b = one.argument, other.argument
    return one.command ~= other.command or a.scope ~= b.scope or a.uri ~= b.uri
  end, said)
  table.insert(said, one)
end

--- Sets a model or a budget; an error is shown.
---@param client vim.lsp.Client
---@param command string
---@param argument { scope: string, uri?: string }
---@param done fun(result: table)
function M.say(client, command, argument, done)
  local one = { command = command, argument = argument }
  request(client, one, function(err, result)
    if err then
      vim.notify('Bursar: ' .. err.message, vim.log.levels.ERROR)
    else
      remember(one)
      done(result)
    end
  end)
end

--- For the client's configuration.
---@param client vim.lsp.Client
function M.on_init(client)
  for _, one in ipairs(said) do
    request(client, one, function() end)
  end
end

return M
