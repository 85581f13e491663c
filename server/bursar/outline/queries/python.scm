; Long strings that are given to a name, also when they are passed through a function (`dedent`) or a method.
([(assignment left: (_) @name right: [(string) (concatenated_string) (parenthesized_expression [(string) (concatenated_string)])] @prompt)
  (assignment left: (_) @name right: (call arguments: (argument_list . [(string) (concatenated_string)] @prompt .)))
  (assignment left: (_) @name right: (call function: (attribute object: [(string) (concatenated_string)] @prompt)))
  (keyword_argument name: (_) @name value: [(string) (concatenated_string)] @prompt)
  (pair key: (string (string_content) @name) value: [(string) (concatenated_string)] @prompt)] @symbol.prompt)
([(string) (concatenated_string)] @prompt @symbol.prompt)

; A string that stands alone says something to the reader of the code.
(expression_statement . [(string) (concatenated_string)] @opaque .)

; Functions and classes; one inside a class is a method by where it stands.
(function_definition name: (identifier) @name ":" @signature body: (block) @body) @symbol.function
(class_definition name: (identifier) @name ":" @signature body: (block) @body) @symbol.class

; Decorators belong to what they decorate.
(decorated_definition definition: (_ name: (identifier) @name)) @span

(_ name: (identifier) @name body: (block . (expression_statement . (string) @doc .)))
