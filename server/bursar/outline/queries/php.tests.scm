; Statements that assert: PHPUnit, Pest.
((expression_statement) @assertion
  (#match? @assertion "^(\\$this->|self::|static::)?(assert|expect)"))
