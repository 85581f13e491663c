-- Bursar in Neovim: starts the server, shows its counts, copies its bundles. Never counts anything itself.

local clients = require('bursar.clients')
local copy = require('bursar.copy')
local hints = require('bursar.hints')
local life = require('bursar.life')
local overrides = require('bursar.overrides')
local program = require('bursar.program')
local status = require('bursar.status')

local M = {}

---@class bursar.Options
---@field cmd? string[] How to start the server.
---@field filetypes? string[] The file types it serves.
---@field root_markers? string[] What marks the root of a project, the strongest first.
---@field hints? boolean Whether to show token counts at the ends of lines from the start.
---@field settings? table Settings as in bursar.toml, for this editor alone: `{ model = 'gpt-5.6-sol' }`.

---@type bursar.Options
local defaults = {
  cmd = program.chosen,
  -- stylua: ignore
  filetypes = {
    'markdown', 'mdx', 'text', 'jinja', 'handlebars', 'mustache',
    'json', 'jsonc', 'yaml', 'toml', 'html', 'css', 'sql',
    'python', 'javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'go', 'rust', 'java', 'c', 'cpp', 'cs',
    'ruby', 'php', 'sh', 'bash', 'zsh', 'kotlin', 'swift', 'scala', 'lua',
  },
  root_markers = { 'bursar.toml', '.git', 'pyproject.toml' },
  hints = true,
  settings = {},
}

--- The client's configuration, as `vim.lsp.config` and `vim.lsp.start` take it.
--- The position encodings stay Neovim's own: UTF-8 first from 0.11 on; 0.10 warns where servers of one buffer differ.
---@param options? bursar.Options
function M.config(options)
  local o = vim.tbl_extend('force', defaults, options or {})
  local settings = o.hints and o.settings or vim.tbl_deep_extend('force', o.settings, { hints = { enabled = false } })
  return {
    name = clients.name,
    cmd = life.server(o.cmd),
    filetypes = o.filetypes,
    root_markers = o.root_markers,
    init_options = {
      bursar = vim.tbl_extend('force', settings, { status = true }),
      commands = { 'bursar.copyText' },
    },
    commands = { ['bursar.copyText'] = copy.copy_text },
    handlers = {
      ['bursar/status'] = status.on_status,
      ['workspace/inlayHint/refresh'] = hints.on_refresh,
    },
    on_init = { hints.on_init, overrides.on_init },
    on_attach = hints.on_attach,
  }
end

-- The nearest folder above the buffer that holds the strongest marker there is.
local function root_of(bufnr, markers)
  for _, marker in ipairs(markers) do
    local root = vim.fs.root(bufnr, marker)
    if root then
      return root
    end
  end
end

-- 0.10 by itself never has two files without a project share a server.
local function serves(client, config)
  return client.name == config.name and client.config.root_dir == config.root_dir and not client.rpc.is_closing()
end

local function start(bufnr, config)
  if vim.bo[bufnr].buftype ~= '' then
    return
  end
  local here = vim.tbl_extend('force', config, { root_dir = root_of(bufnr, config.root_markers) })
  vim.lsp.start(here, { bufnr = bufnr, reuse_client = serves })
end

local function start_by_filetype(config)
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('bursar', {}),
    pattern = config.filetypes,
    callback = function(event)
      start(event.buf, config)
    end,
  })
  life.serve_open_buffers()
end

--- Starts Bursar for its file types, in open buffers and in those to come.
---@param options? bursar.Options
function M.setup(options)
  local config = M.config(options)
  program.chosen = options and options.cmd or defaults.cmd
  if vim.fn.has('nvim-0.11') == 1 then
    vim.lsp.config('bursar', config)
    vim.lsp.enable('bursar')
  else
    start_by_filetype(config)
  end
end

--- The document's count for a status line, such as `412 tokens` or `2,713 of 3,000 tokens`; empty where Bursar
--- does not serve the buffer.
---@param bufnr? integer The current buffer unless given.
---@return string
function M.statusline(bufnr)
  return status.text(bufnr)
end

return M
