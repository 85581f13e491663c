-- `:checkhealth bursar`

local clients = require('bursar.clients')

local M = {}

local function check_program(command)
  if vim.fn.executable(command[1]) == 0 then
    vim.health.error(("'%s' cannot be run"):format(command[1]), {
      'Install Bursar as its README says: pipx install . in its checkout',
      "or say where it is: require('bursar').setup({ cmd = { '/path/to/bursar', 'lsp' } })",
    })
    return
  end
  local started, run = pcall(vim.system, command, { text = true })
  if not started then
    local reason = run:match('%u+: .*') or run -- without the line of Neovim's own code
    vim.health.error(("'%s' cannot be started: %s"):format(command[1], reason), { 'Install Bursar again' })
    return
  end
  run = run:wait(10000)
  if run.code == 0 then
    vim.health.ok(('%s is %s'):format(vim.fn.exepath(command[1]), vim.trim(run.stdout)))
  else
    vim.health.error(("'%s' failed: %s"):format(table.concat(command, ' '), vim.trim(run.stderr or '')))
  end
end

local function check_clients()
  local running = clients.all()
  if #running == 0 then
    vim.health.info('The server is not running. It starts with the first file of a type that it serves.')
  end
  for _, client in ipairs(running) do
    local buffers = vim.tbl_count(client.attached_buffers)
    local root = client.config.root_dir or 'no folder'
    vim.health.ok(('The server runs for %d buffers of %s, positions in %s'):format(buffers, root, client.offset_encoding))
  end
end

function M.check()
  vim.health.start('Bursar')
  if vim.fn.has('nvim-0.10') == 0 then
    vim.health.error('Neovim 0.10 or later is needed for inlay hints')
  else
    vim.health.ok('Neovim ' .. tostring(vim.version()))
  end
  check_program(require('bursar.program').command('--version'))
  check_clients()
  if vim.fn.has('clipboard') == 1 then
    vim.health.ok('Bundles are copied to the register +')
  else
    vim.health.warn('There is no clipboard provider: the terminal is asked to set its clipboard (OSC 52), and " is set', {
      'See :help clipboard',
    })
  end
end

return M
