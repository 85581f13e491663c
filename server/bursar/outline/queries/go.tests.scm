; Calls of the assertion packages, and of the test that fails; with the condition under which it does.
((expression_statement (call_expression function: (selector_expression operand: (identifier) @_o))) @assertion
  (#match? @_o "^(assert|require|is|qt|must)$"))
((expression_statement (call_expression function: (selector_expression operand: (identifier) @_o field: (field_identifier) @_f))) @assertion
  (#match? @_o "^(t|b|tb)$") (#match? @_f "^(Error|Fatal|Fail)"))
((if_statement consequence: (block (_ (expression_statement (call_expression
    function: (selector_expression operand: (identifier) @_o field: (field_identifier) @_f)))))) @assertion
  (#match? @_o "^(t|b|tb)$") (#match? @_f "^(Error|Fatal|Fail)"))

; Parts of a test that have a name.
((expression_statement (call_expression
    function: (selector_expression field: (field_identifier) @_f)
    arguments: (argument_list . (_) @case.name (func_literal body: (block) @case.body)))) @case
  (#eq? @_f "Run"))
