; Statements that assert: the language's, JUnit, AssertJ, Mockito.
(assert_statement) @assertion
((expression_statement) @assertion
  (#match? @assertion "^(Assert(ions)?\\.)?(assert|verify|fail|expect)"))
