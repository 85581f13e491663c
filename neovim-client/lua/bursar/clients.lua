-- Neovim's clients of the server: which there are, and how each version of Neovim calls their methods.

local M = {}

M.name = 'bursar'

---@param bufnr? integer Those of this buffer alone; 0 for the current one.
---@return vim.lsp.Client[]
function M.all(bufnr)
  return vim.lsp.get_clients({ name = M.name, bufnr = bufnr })
end

--- The client of the current buffer, or else any.
---@return vim.lsp.Client?
function M.here()
  return M.all(0)[1] or M.all()[1]
end

--- Calls a client's method, such as `request`.
---@param client vim.lsp.Client
---@param method string
function M.call(client, method, ...)
  if vim.fn.has('nvim-0.11') == 1 then
    return client[method](client, ...)
  end
  return client[method](...)
end

return M
