-- The client command `bursar.copyText`: asks the server for a bundle and puts it where `p` and the system's paste find it.

local numbers = require('bursar.numbers')

local M = {}

-- Sets " and +. Without a clipboard provider there is no +: the terminal is asked to set its clipboard instead (OSC 52).
local function to_registers(text)
  if vim.fn.has('clipboard') == 1 then
    vim.fn.setreg('+', text)
  elseif #vim.api.nvim_list_uis() > 0 then
    require('vim.ui.clipboard.osc52').copy('+')(vim.split(text, '\n', { plain = true }))
  end
  vim.fn.setreg('"', text)
end

--- 'Copied 7,912 of 8,000 tokens: 23 symbols from 9 files'
local function summary(report)
  local symbols, files, paths = 0, 0, {}
  for _, entry in ipairs(report.breakdown) do
    if entry.symbol and entry.symbol ~= vim.NIL then
      symbols = symbols + 1
    end
    if not paths[entry.path] then
      paths[entry.path], files = true, files + 1
    end
  end
  local from = numbers.counted(files, 'file')
  if symbols > 0 then
    from = numbers.counted(symbols, 'symbol') .. ' from ' .. from
  end
  local actual = numbers.shown(report.actual, report.basis)
  return ('Copied %s of %s tokens: %s'):format(actual, numbers.grouped(report.budget), from)
end

local last -- the report of the last bundle

--- The last bundle's report, line by line; nil before the first.
---@return string[]?
function M.report_lines()
  if not last then
    return nil
  end
  local lines = { summary(last), '' }
  for _, entry in ipairs(last.breakdown) do
    local name = entry.path .. (entry.symbol and entry.symbol ~= vim.NIL and ' › ' .. entry.symbol or '')
    local tokens = numbers.shown(entry.tokens, last.basis)
    table.insert(lines, ('%8s  %-9s %s  (%s)'):format(tokens, entry.level, name, entry.why))
  end
  if #last.dropped > 0 then
    local left_out = numbers.counted(#last.dropped, 'item')
    vim.list_extend(lines, { '', ('Left out: %s, with the tokens that would bring each in'):format(left_out) })
    for _, entry in ipairs(last.dropped) do
      local name = entry.path .. (entry.symbol and entry.symbol ~= vim.NIL and ' › ' .. entry.symbol or '')
      table.insert(lines, ('%8s  %s  (%s)'):format(numbers.shown(entry.tokens, last.basis), name, entry.why))
    end
    table.insert(lines, '')
  end
  for _, note in ipairs(last.notes) do
    table.insert(lines, note)
  end
  return lines
end

local function on_bundle(err, result)
  if err then
    vim.notify('Bursar: ' .. err.message, vim.log.levels.ERROR)
    return
  end
  last = result.report
  to_registers(result.text)
  vim.notify(summary(result.report))
end

--- Runs `bursar.copyText`, whose one argument is a pack request.
---@param command lsp.Command
---@param context { bufnr: integer, client_id: integer }
function M.copy_text(command, context)
  local client = assert(vim.lsp.get_client_by_id(context.client_id), 'the Bursar server is not running')
  local params = { command = 'bursar.server.pack', arguments = command.arguments }
  if vim.fn.has('nvim-0.11') == 1 then
    client:request('workspace/executeCommand', params, on_bundle, context.bufnr)
  else
    client.request('workspace/executeCommand', params, on_bundle, context.bufnr)
  end
end

return M
