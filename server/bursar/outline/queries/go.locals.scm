(short_var_declaration left: (expression_list (identifier) @local))
(range_clause left: (expression_list (identifier) @local))
(var_spec name: (identifier) @local)
(const_spec name: (identifier) @local)
(identifier) @name
; A key may be a field.
(keyed_element . (literal_element (identifier) @kept))
