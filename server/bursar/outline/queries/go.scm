; Long strings that are given to a name.
([(const_spec . name: (identifier) @name value: (expression_list . [(raw_string_literal) (interpreted_string_literal)] @prompt))
  (var_spec . name: (identifier) @name value: (expression_list . [(raw_string_literal) (interpreted_string_literal)] @prompt))
  (short_var_declaration left: (expression_list . (identifier) @name)
    right: (expression_list . [(raw_string_literal) (interpreted_string_literal)] @prompt))
  (keyed_element key: (literal_element [(identifier) @name
      (interpreted_string_literal (interpreted_string_literal_content) @name)])
    value: (literal_element [(raw_string_literal) (interpreted_string_literal)] @prompt))] @symbol.prompt)
((raw_string_literal) @prompt @symbol.prompt)

; Functions and methods; one of an interface has no body.
((function_declaration name: (_) @name body: (_) @body) @symbol.function)
((function_declaration name: (_) @name !body) @symbol.function @signature)
((method_declaration name: (_) @name body: (_) @body) @symbol.method)
((method_elem name: (_) @name) @symbol.method @signature)

; Types; one that is declared alone has `type` in it.
((type_spec name: (_) @name type: (struct_type (field_declaration_list) @body)) @symbol.struct)
((type_spec name: (_) @name type: (interface_type "{" @body "}" @body)) @symbol.interface)
((type_spec name: (_) @name type: (_) @body) @symbol.type)
((type_alias name: (_) @name type: (_) @body) @symbol.type)
((type_declaration "type" @start . (_ name: (_) @name) .) @span)

; Constants and variables of the package.
((source_file (const_declaration (const_spec . name: (identifier) @name value: (_)? @body) @symbol.constant)))
((source_file (var_declaration [
  (var_spec . name: (identifier) @name value: (_)? @body) @symbol.constant
  (var_spec_list (var_spec . name: (identifier) @name value: (_)? @body) @symbol.constant)])))
((source_file [(const_declaration "const" @start . (const_spec . name: (identifier) @name) .)
  (var_declaration "var" @start . (var_spec . name: (identifier) @name) .)] @span))

(comment) @comment
