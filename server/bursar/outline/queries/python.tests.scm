; Statements that assert, and blocks in which something is expected to be raised.
(assert_statement) @assertion
((expression_statement (call function: [(attribute attribute: (identifier) @_f) (identifier) @_f])) @assertion
  (#match? @_f "^(assert|fail)"))
((with_statement (with_clause (with_item value: [
    (call function: [(attribute attribute: (identifier) @_f) (identifier) @_f])
    (as_pattern (call function: [(attribute attribute: (identifier) @_f) (identifier) @_f]))]))) @assertion
  (#match? @_f "^(raises|warns|deprecated_call|assert)"))
