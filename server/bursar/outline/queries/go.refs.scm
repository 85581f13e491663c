(function_declaration name: (identifier) @name body: (block)? @body) @d.function
(method_declaration
  receiver: (parameter_list (parameter_declaration type: [
    (type_identifier) @receiver
    (pointer_type (type_identifier) @receiver)
    (generic_type type: (type_identifier) @receiver)
    (pointer_type (generic_type type: (type_identifier) @receiver))]))
  name: (field_identifier) @name
  body: (block)? @body) @d.method
(source_file (type_declaration (type_spec name: (type_identifier) @name) @d.type))
(source_file (type_declaration (type_alias name: (type_identifier) @name) @d.type))
(source_file (type_declaration (type_spec name: (type_identifier) @name type: (struct_type (_) @body)) @d.struct))
(source_file (type_declaration (type_spec name: (type_identifier) @name type: (interface_type)) @d.interface))
(source_file (const_declaration (const_spec (identifier) @name) @d.constant))
(source_file (var_declaration (var_spec (identifier) @name) @d.constant))
(source_file (var_declaration (var_spec_list (var_spec (identifier) @name) @d.constant)))

; One alone has its keyword. (The field `name` is not used: of several names it matches the first only.)
(type_declaration . (type_spec name: (type_identifier) @name) .) @outer
(type_declaration . (type_alias name: (type_identifier) @name) .) @outer
(const_declaration . (const_spec (identifier) @name) .) @outer
(var_declaration . (var_spec (identifier) @name) .) @outer

; Where else definitions stand: not in functions.
(ERROR) @inside
