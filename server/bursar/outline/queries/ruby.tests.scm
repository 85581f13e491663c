; Calls that assert: minitest, RSpec.
((call) @assertion
  (#match? @assertion "^(assert|refute|expect|is_expected)"))

; Blocks that hold a test, or a group of tests.
((call method: (identifier) @_f arguments: (argument_list . (_) @case.name) block: (do_block body: (_) @case.body)) @case
  (#match? @_f "^(describe|context|feature|scenario|it|specify|test|should)$"))
