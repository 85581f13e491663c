-- The command `:Bursar`: one table of subcommands, each with what it completes.

local clients = require('bursar.clients')
local copy = require('bursar.copy')
local hints = require('bursar.hints')
local life = require('bursar.life')
local overrides = require('bursar.overrides')

local M = {}

local scopes = { 'file', 'workspace', 'session' }

local function warn(message)
  vim.notify('Bursar: ' .. message, vim.log.levels.WARN)
end

local function warn_not_here()
  warn('the server is not running for this buffer; see :checkhealth bursar')
end

-- The buffer's address; nil where the server does not serve it.
local function uri_here(client)
  return client.attached_buffers[vim.api.nvim_get_current_buf()] and vim.uri_from_bufnr(0)
end

local function position(client, line, column)
  local text = vim.api.nvim_buf_get_lines(0, line, line + 1, false)[1] or ''
  column = math.min(column, #text)
  if client.offset_encoding == 'utf-8' then
    return { line = line, character = column }
  end
  local utf32, utf16 = vim.str_utfindex(text, column)
  return { line = line, character = client.offset_encoding == 'utf-16' and utf16 or utf32 }
end

-- The lines that the command was given; without any, the cursor.
local function range_of(client, call)
  if call.range > 0 then
    return { start = position(client, call.line1 - 1, 0), ['end'] = position(client, call.line2 - 1, math.huge) }
  end
  local cursor = vim.api.nvim_win_get_cursor(0)
  local here = position(client, cursor[1] - 1, cursor[2])
  return { start = here, ['end'] = here }
end

local function pack(client, request)
  copy.copy_text({ arguments = { request } }, { client_id = client.id, bufnr = vim.api.nvim_get_current_buf() })
end

-- Names of models, by the id of the client whose `bursar` was asked, once.
local names = {}
local function model_names()
  local client = clients.here()
  local id = client and client.id or 0
  if not names[id] then
    local command = require('bursar.program').command('models', '--json')
    local started, run = pcall(vim.system, command, { text = true, cwd = client and client.config.root_dir })
    local read, listed = pcall(vim.json.decode, started and run:wait(5000).stdout or '')
    names[id] = {}
    for _, model in ipairs(read and listed.models or {}) do
      table.insert(names[id], model.id)
    end
  end
  return names[id]
end

local function set_model(client, name)
  local request = { scope = 'session', model = name, uri = uri_here(client) or nil }
  overrides.say(client, 'bursar.server.setModel', request, function(result)
    vim.notify('Bursar counts for ' .. result.model)
  end)
end

---@type table<string, { run: fun(client: vim.lsp.Client, words: string[], call: table), complete?: fun(): string[], offline?: boolean }>
local subcommands = {
  copy = {
    complete = function()
      return { 'selection', 'symbol', 'file', 'workspace', 'change' }
    end,
    run = function(client, words, call)
      local scope = words[1] or (call.range > 0 and 'selection' or 'symbol')
      local uri = uri_here(client)
      if not uri then
        return warn_not_here()
      end
      pack(client, { scope = scope, uri = uri, range = range_of(client, call) })
    end,
  },
  query = {
    run = function(client, words)
      if #words == 0 then
        return warn(':Bursar query takes the words to look for')
      end
      pack(client, { scope = 'workspace', uri = uri_here(client) or nil, query = table.concat(words, ' ') })
    end,
  },
  model = {
    complete = model_names,
    run = function(client, words)
      if words[1] then
        return set_model(client, words[1])
      end
      vim.ui.select(model_names(), { prompt = 'Count tokens for' }, function(chosen)
        if chosen then
          set_model(client, chosen)
        end
      end)
    end,
  },
  budget = {
    complete = function()
      return scopes
    end,
    run = function(client, words)
      local tokens, scope = tonumber(words[1]), words[2] or 'file'
      if not tokens or not vim.tbl_contains(scopes, scope) then
        return warn(':Bursar budget takes a number of tokens, and file, workspace or session')
      end
      local uri = uri_here(client)
      if not uri and scope == 'file' then
        return warn_not_here()
      end
      local request = { scope = scope, tokens = tokens, uri = uri or nil }
      overrides.say(client, 'bursar.server.setBudget', request, function()
        vim.notify(('Budget of this %s: %s tokens'):format(scope, require('bursar.numbers').grouped(tokens)))
      end)
    end,
  },
  hints = {
    run = hints.toggle,
  },
  report = {
    offline = true,
    run = function()
      local lines = copy.report_lines()
      if not lines then
        return warn('nothing was copied yet')
      end
      vim.cmd('botright new')
      vim.bo.buftype, vim.bo.bufhidden, vim.bo.swapfile = 'nofile', 'wipe', false
      vim.api.nvim_buf_set_lines(0, 0, -1, false, lines)
      vim.bo.modifiable, vim.bo.filetype = false, 'markdown'
    end,
  },
  restart = {
    offline = true,
    run = life.restart,
  },
  log = {
    offline = true,
    run = function()
      local path = vim.lsp.log and vim.lsp.log.get_filename or vim.lsp.get_log_path -- the latter: 0.10
      vim.cmd('tabedit ' .. vim.fn.fnameescape(path()))
    end,
  },
}

--- Runs `:Bursar` with its words and lines.
---@param call table What `nvim_create_user_command` gives.
function M.run(call)
  local words = vim.list_slice(call.fargs)
  local name = table.remove(words, 1) or 'copy'
  local found = subcommands[name]
  if not found then
    return warn(('there is no :Bursar %s; there are %s'):format(name, table.concat(M.complete('', 'Bursar '), ', ')))
  end
  local client = clients.here()
  if not client and not found.offline then
    return warn_not_here()
  end
  found.run(client, words, call)
end

--- The words that may stand where the cursor is.
---@param lead string
---@param line string
---@return string[]
function M.complete(lead, line)
  local words = vim.split(line, '%s+', { trimempty = true })
  local given = #words - 1 - (lead ~= '' and 1 or 0)
  local offered = {}
  if given == 0 then
    offered = vim.tbl_keys(subcommands)
    table.sort(offered)
  elseif subcommands[words[2]] and subcommands[words[2]].complete then
    offered = subcommands[words[2]].complete()
  end
  return vim.tbl_filter(function(word)
    return vim.startswith(word, lead)
  end, offered)
end

return M
