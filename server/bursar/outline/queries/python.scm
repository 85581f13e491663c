; Functions and classes; one inside a class is a method by where it stands.
(function_definition name: (identifier) @name ":" @signature body: (block) @body) @symbol.function
(class_definition name: (identifier) @name ":" @signature body: (block) @body) @symbol.class

; Decorators belong to what they decorate.
(decorated_definition definition: (_ name: (identifier) @name)) @span

(_ name: (identifier) @name body: (block . (expression_statement . (string) @doc .)))
