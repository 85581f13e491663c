; Long strings that are given to a name.
((assignment_statement (variable_list . name: (_) @name .) (expression_list . value: (string) @prompt)) @symbol.prompt)
((field name: (_) @name value: (string) @prompt) @symbol.prompt)
((string) @prompt @symbol.prompt)

; Functions.
((function_declaration name: (method_index_expression) @name parameters: (_) @signature) @symbol.method)
((function_declaration name: (_) @name parameters: (_) @signature body: (_)? @body) @symbol.function)

; Functions that are given to a name.
((assignment_statement (variable_list . name: (_) @name .) (expression_list . value:
  (function_definition parameters: (_) @signature body: (_)? @body) .)) @symbol.function)
((field name: (_) @name value: (function_definition parameters: (_) @signature body: (_)? @body)) @symbol.function)
((function_call arguments: (arguments . (string content: (_) @name) .
  (function_definition parameters: (_) @signature body: (_)? @body) .)) @symbol.function)
((variable_declaration (assignment_statement (variable_list . name: (_) @name .)
  (expression_list . value: [(function_definition) (string)]))) @start @span)

; Tables of the file.
((chunk (variable_declaration (assignment_statement (variable_list . name: (_) @name .)
  (expression_list . value: (table_constructor) @body))) @symbol.constant))
((chunk (assignment_statement (variable_list . name: (_) @name .)
  (expression_list . value: (table_constructor) @body)) @symbol.constant))

(comment) @comment
