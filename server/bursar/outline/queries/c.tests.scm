; Statements that assert: assert.h, GoogleTest, Catch2, Check, Unity.
((expression_statement) @assertion
  (#match? @assertion "^(assert|ASSERT_|EXPECT_|CHECK|REQUIRE|TEST_ASSERT|ck_assert|g_assert|cr_assert)"))
