-- The command `:Bursar`; what it does is loaded at its first use.
if vim.g.loaded_bursar then
  return
end
vim.g.loaded_bursar = true

vim.api.nvim_create_user_command('Bursar', function(call)
  require('bursar.command').run(call)
end, {
  nargs = '*',
  range = true,
  desc = 'Bursar: copy packed context, pick the model, set a budget, ...',
  complete = function(lead, line)
    return require('bursar.command').complete(lead, line)
  end,
})
