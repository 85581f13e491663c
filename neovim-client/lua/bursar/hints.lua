-- Token counts at the ends of lines: in which buffers they stand, when Neovim asks for them again, and `:Bursar hints`.

local clients = require('bursar.clients')

local M = {}

local newer = vim.fn.has('nvim-0.11') == 1

local toggled -- whether counts are on; nil until `:Bursar hints` says so

local function settings_of(client)
  return vim.tbl_get(client.config, 'init_options', 'bursar') or {}
end

local function are_on(client)
  if toggled ~= nil then
    return toggled
  end
  return vim.tbl_get(settings_of(client), 'hints', 'enabled') ~= false
end

local function tell(client)
  local settings = vim.tbl_deep_extend('force', settings_of(client), { hints = { enabled = toggled } })
  settings.status = nil
  clients.call(client, 'notify', 'workspace/didChangeConfiguration', { settings = { bursar = settings } })
end

--- For the client's configuration: a server that starts after `:Bursar hints` hears of it.
---@param client vim.lsp.Client
function M.on_init(client)
  if toggled ~= nil then
    tell(client)
  end
end

--- For the client's configuration.
---@param client vim.lsp.Client
---@param bufnr integer
function M.on_attach(client, bufnr)
  if are_on(client) then
    vim.lsp.inlay_hint.enable(true, { bufnr = bufnr })
  end
end

--- Handles the request `workspace/inlayHint/refresh`. Neovim itself asks again for buffers in a window alone, and 0.10
--- draws the hints of a version of the text once: for the others hints are turned off and on.
function M.on_refresh(err, result, context)
  for bufnr in pairs(vim.lsp.get_client_by_id(context.client_id).attached_buffers) do
    local asked_for = newer and #vim.fn.win_findbuf(bufnr) > 0
    if not asked_for and vim.lsp.inlay_hint.is_enabled({ bufnr = bufnr }) then
      vim.lsp.inlay_hint.enable(false, { bufnr = bufnr })
      vim.lsp.inlay_hint.enable(true, { bufnr = bufnr })
    end
  end
  return newer and vim.lsp.handlers['workspace/inlayHint/refresh'](err, result, context) or vim.NIL
end

--- Turns the counts of every buffer off, or on again, for those to come as well.
function M.toggle()
  toggled = not are_on(clients.here())
  for _, client in ipairs(clients.all()) do
    tell(client)
    for _, bufnr in ipairs(toggled and vim.tbl_keys(client.attached_buffers) or {}) do
      vim.lsp.inlay_hint.enable(true, { bufnr = bufnr })
    end
  end
end

return M
