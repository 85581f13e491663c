-- The client command `bursar.copyText`: asks the server for a bundle and puts it where `p` and the system's paste find it.

local clients = require('bursar.clients')
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

local last -- the report of the last bundle, as Markdown

--- The last bundle's report, line by line, as the server words it; nil before the first.
---@return string[]?
function M.report_lines()
  return last and vim.split(last, '\n', { trimempty = true })
end

local function on_bundle(err, result)
  if err then
    vim.notify('Bursar: ' .. err.message, vim.log.levels.ERROR)
    return
  end
  last = result.document
  to_registers(result.text)
  vim.notify(summary(result.report))
end

--- Runs `bursar.copyText`, whose one argument is a pack request.
---@param command lsp.Command
---@param context { bufnr: integer, client_id: integer }
function M.copy_text(command, context)
  local client = assert(vim.lsp.get_client_by_id(context.client_id), 'the Bursar server is not running')
  local params = { command = 'bursar.server.pack', arguments = command.arguments }
  clients.call(client, 'request', 'workspace/executeCommand', params, on_bundle, context.bufnr)
end

return M
