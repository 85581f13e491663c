; Variables of a block, and every place where an identifier stands that may be one.
(variable_declarator name: (identifier) @local)
(for_in_statement left: (identifier) @local)
(identifier) @name
