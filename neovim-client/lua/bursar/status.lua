-- The last `bursar/status` of each document, and its text for a status line.

local clients = require('bursar.clients')
local numbers = require('bursar.numbers')

local M = {}

---@class bursar.Status
---@field uri string
---@field version integer
---@field tokens integer
---@field basis string
---@field budget? integer
---@field pending boolean

---@type table<string, bursar.Status>
local latest = {}

--- Handles the notification `bursar/status`.
---@param params bursar.Status
function M.on_status(_, params)
  latest[params.uri] = params
  vim.cmd.redrawstatus({ bang = true })
end

local function served(bufnr)
  return #clients.all(bufnr) > 0
end

-- A count holds while the server that said it has the buffer.
vim.api.nvim_create_autocmd({ 'LspAttach', 'LspDetach' }, {
  group = vim.api.nvim_create_augroup('bursar.status', {}),
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == clients.name then
      latest[vim.uri_from_bufnr(event.buf)] = nil
      vim.schedule(function()
        vim.cmd.redrawstatus({ bang = true })
      end)
    end
  end,
})

---@param status? bursar.Status
local function described(status)
  if not status or status.pending then
    return '… tokens'
  end
  local tokens = numbers.shown(status.tokens, status.basis)
  if status.budget and status.budget ~= vim.NIL then
    return ('%s of %s tokens'):format(tokens, numbers.grouped(status.budget))
  end
  return tokens .. (status.tokens == 1 and ' token' or ' tokens')
end

--- The document's count, or '' where Bursar does not serve the buffer. Holds no %, which status lines read as a command.
---@param bufnr? integer
---@return string
function M.text(bufnr)
  bufnr = (bufnr == nil or bufnr == 0) and vim.api.nvim_get_current_buf() or bufnr
  return served(bufnr) and described(latest[vim.uri_from_bufnr(bufnr)]) or ''
end

return M
