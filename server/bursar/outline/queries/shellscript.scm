; Long strings that are given to a name, and what stands in the script as a file.
((variable_assignment name: (_) @name value: [(string) (raw_string) (ansi_c_string)] @prompt) @symbol.prompt)
([(string) (raw_string) (heredoc_body)] @prompt @symbol.prompt)

((function_definition name: (_) @name body: (_) @body) @symbol.function)

; Constants are what is declared outside of functions.
((program (declaration_command (variable_assignment name: (_) @name value: (_) @body)) @symbol.constant))

(comment) @comment
