; Long strings that are given to a name.
((assignment left: (_) @name right: [(string) (chained_string)] @prompt) @symbol.prompt)
((assignment left: (_) @name right: [(heredoc_beginning) (call receiver: (heredoc_beginning))]) @symbol.prompt . (heredoc_body) @prompt @span)
((pair key: (_) @name value: [(string) (chained_string)] @prompt) @symbol.prompt)
([(string) (chained_string) (heredoc_body)] @prompt @symbol.prompt)

; Modules, classes and methods.
((module name: (_) @name @signature body: (_)? @body) @symbol.module)
((class name: (_) @name @signature superclass: (_)? @signature body: (_)? @body) @symbol.class)
((singleton_class value: (_) @name @signature body: (_)? @body) @symbol.class)
((method name: (_) @name @signature parameters: (_)? @signature body: (_)? @body) @symbol.function)
((singleton_method name: (_) @name @signature parameters: (_)? @signature body: (_)? @body) @symbol.function)
((call method: (identifier) @start arguments: (argument_list . (method name: (_) @name) .)) @span)

; A block with a name: tests, tasks, methods defined by a call.
((call method: (identifier) @_method arguments: (argument_list . [
    (string (string_content) @name) (simple_symbol) @name (pair key: (simple_symbol) @name) (constant) @name]) @signature
  block: (do_block body: (_)? @body)) @symbol.function (#not-eq? @_method "new") (#set! trim "^:"))

; Constants; one may be a class.
((assignment left: (constant) @name right: (call block: (_ body: (_)? @body))) @symbol.class)
((assignment left: (constant) @name right: (_) @body) @symbol.constant)

(comment) @comment
