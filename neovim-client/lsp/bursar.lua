-- What `vim.lsp.enable('bursar')` starts (Neovim 0.11 and later; `require('bursar').setup` serves 0.10 as well).
return require('bursar').config()
