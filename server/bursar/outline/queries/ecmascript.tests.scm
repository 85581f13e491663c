; Statements that assert: jest, vitest, mocha with chai, node's assert, ava and tape.
((expression_statement) @assertion
  (#match? @assertion "^(await[ \t\r\n]+|return[ \t\r\n]+)?(expect|assert|should)\\b|^t\\.(is|not|true|false|equal|deepEqual|same|throws|ok)"))

; Calls that hold a test, or a group of tests.
((expression_statement (call_expression
    function: [(identifier) (member_expression) (call_expression)] @_f
    arguments: (arguments . [(string) (template_string)] @case.name
      [(arrow_function body: (statement_block) @case.body) (function_expression body: (statement_block) @case.body)]))) @case
  (#match? @_f "^(describe|context|suite|it|test|specify)\\b"))
