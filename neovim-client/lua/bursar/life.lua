-- The server's life: how it is started, and started again where it stopped by itself or is told to.

local clients = require('bursar.clients')

local M = {}

local newer = vim.fn.has('nvim-0.11') == 1
local starters = newer and 'nvim.lsp.enable' or 'bursar' -- the autocommands that start servers

local most_stops, within_ms, longer_ms = 5, 180000, 250
local patience_ms, glance_ms = 3000, 20

local stops = {} -- when the server stopped by itself, of late
local waiting, given_up = false, false

--- Starts the server for every open buffer of its file types that has none.
function M.serve_open_buffers()
  if vim.fn.exists(('#%s#FileType'):format(starters)) == 1 then
    vim.cmd(('doautoall <nomodeline> %s FileType'):format(starters))
  end
end

-- A server that stops as soon as it is started must not keep the machine busy: each pause is longer, and there is an end.
local function start_again()
  local now = vim.uv.now()
  stops = vim.tbl_filter(function(stop)
    return now - stop < within_ms
  end, stops)
  if waiting or given_up then
    return
  end
  if #stops == most_stops then
    given_up = true
    vim.notify('Bursar: the server keeps stopping; see :Bursar log, then :Bursar restart', vim.log.levels.WARN)
    return
  end
  waiting = true
  vim.defer_fn(function()
    waiting = false
    M.serve_open_buffers()
  end, #stops * longer_ms)
  table.insert(stops, now)
end

-- What Neovim takes for a server that stopped as it should.
local function never_started(dispatchers)
  vim.schedule(function()
    dispatchers.on_exit(0, 0)
  end)
  local function refuse()
    return false
  end
  local function closing()
    return true
  end
  return { request = refuse, notify = refuse, is_closing = closing, terminate = function() end }
end

--- The `cmd` of a client's configuration that runs this command. Neovim is told of regular ends alone: of the others it
--- would say each, where the next server is on its way.
---@param command string[]
---@return fun(dispatchers: table, config?: table): table
function M.server(command)
  return function(dispatchers, config)
    local asked = false
    local told = vim.tbl_extend('force', dispatchers, {
      on_exit = function(code, signal)
        dispatchers.on_exit(0, 0)
        if not asked then
          require('vim.lsp.log').warn('Bursar', 'the server stopped by itself', { code = code, signal = signal })
          vim.schedule(start_again)
        end
      end,
    })
    local process = { cwd = config and config.cmd_cwd, env = config and config.cmd_env }
    local started, rpc = pcall(vim.lsp.rpc.start, command, told, process)
    if not started then
      vim.notify_once(("Bursar: '%s' cannot be run; see :checkhealth bursar"):format(command[1]), vim.log.levels.WARN)
      return never_started(dispatchers)
    end
    local request, terminate = rpc.request, rpc.terminate
    function rpc.request(method, ...)
      asked = asked or method == 'shutdown'
      return request(method, ...)
    end
    function rpc.terminate()
      asked = true
      return terminate()
    end
    return rpc
  end
end

local function serve_anew()
  if newer then
    vim.lsp.enable(clients.name)
  elseif vim.fn.exists('#' .. starters) == 1 then
    M.serve_open_buffers()
  else
    vim.notify('Bursar is not set up; see :help bursar-setup', vim.log.levels.WARN)
  end
end

-- Calls back once none of the clients is left; those that do not stop in time are made to.
local function when_stopped(stopping, left_ms, done)
  stopping = vim.tbl_filter(function(client)
    return vim.lsp.get_client_by_id(client.id) ~= nil
  end, stopping)
  if #stopping == 0 then
    return done()
  end
  if left_ms == 0 then
    for _, client in ipairs(stopping) do
      clients.call(client, 'stop', true)
    end
  end
  vim.defer_fn(function()
    when_stopped(stopping, left_ms - glance_ms, done)
  end, glance_ms)
end

--- Stops the server where it runs, and starts it for every open buffer of its file types.
function M.restart()
  stops, given_up = {}, false
  local stopping = clients.all()
  for _, client in ipairs(stopping) do
    clients.call(client, 'stop')
  end
  when_stopped(stopping, patience_ms, serve_anew)
end

return M
