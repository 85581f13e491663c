-- The `bursar` that is the server: how it is started, for its other subcommands too.

local clients = require('bursar.clients')

local M = {}

--- How the server is started, unless a running one or Neovim's own configuration says otherwise.
---@type string[]
M.chosen = { 'bursar', 'lsp' }

local function in_use()
  local client = clients.all()[1]
  local configured = vim.fn.has('nvim-0.11') == 1 and vim.lsp.config.bursar or nil
  for _, config in ipairs({ client and client.config or {}, configured or {} }) do
    if type(config.cmd) == 'table' then
      return config.cmd
    end
  end
  return M.chosen
end

--- The command line of a subcommand, such as `models`; of the server itself without one.
---@param ... string
---@return string[]
function M.command(...)
  local command = vim.list_slice(in_use())
  if select('#', ...) > 0 then
    if command[#command] == 'lsp' then
      table.remove(command)
    end
    vim.list_extend(command, { ... })
  end
  return command
end

return M
