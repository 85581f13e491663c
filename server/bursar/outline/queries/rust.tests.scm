; Macros that assert.
((expression_statement (macro_invocation macro: (identifier) @_m)) @assertion
  (#match? @_m "^(debug_)?assert|^(panic|matches|eqnice)"))
