-- Numbers as people read them.

local M = {}

--- 7912 -> '7,912'
---@param number integer
---@return string
function M.grouped(number)
  local digits = ('%d'):format(number):reverse():gsub('(%d%d%d)', '%1,'):reverse()
  return (digits:gsub('^,', ''))
end

--- (412, 'exact') -> '412'; on any other basis '≈412'
---@param number integer
---@param basis string
---@return string
function M.shown(number, basis)
  return (basis == 'exact' and '' or '≈') .. M.grouped(number)
end

--- (1, 'file') -> '1 file'; (9, 'file') -> '9 files'
---@param number integer
---@param noun string
---@return string
function M.counted(number, noun)
  return M.grouped(number) .. ' ' .. noun .. (number == 1 and '' or 's')
end

return M
