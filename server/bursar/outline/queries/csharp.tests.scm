; Statements that assert: xUnit, NUnit, MSTest, FluentAssertions.
((expression_statement) @assertion
  (#match? @assertion "^(await )?(Assert|CollectionAssert|StringAssert)\\.|\\.Should\\(|\\.Verify\\("))
