; Long strings that are given to a key.
((pair key: (string (string_content) @name) value: (string) @prompt) @symbol.prompt)

((pair key: (string (string_content) @name) value: (_) @body) @symbol.key)

; Objects in lists, by what tells them apart; the first pattern that fits holds.
((array (object (pair key: (string (string_content) @_key) value: [(string (string_content) @name) (number) @name])) @symbol.key @body)
  (#eq? @_key "name"))
((array (object (pair key: (string (string_content) @_key) value: [(string (string_content) @name) (number) @name])) @symbol.key @body)
  (#eq? @_key "id"))
((array (object (pair key: (string (string_content) @_key) value: [(string (string_content) @name) (number) @name])) @symbol.key @body)
  (#any-of? @_key "title" "key" "label" "role" "type"))
((array (object . (pair value: [(string (string_content) @name) (number) @name])) @symbol.key @body))

(comment) @comment
