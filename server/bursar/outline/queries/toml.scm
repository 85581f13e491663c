((pair . (_) @name (_) @body) @symbol.key (#set! prompt "string") (#set! trim "^[\"']|[\"']$"))

; Tables; one of a list by what tells it apart, the first pattern that fits holds.
((table . (_) @name "]" @head) @symbol.key)
((table_array_element "]]" @head (pair . (bare_key) @_key (string) @name)) @symbol.key
  (#eq? @_key "name") (#set! trim "^[\"']|[\"']$"))
((table_array_element "]]" @head (pair . (bare_key) @_key [(string) (integer)] @name)) @symbol.key
  (#eq? @_key "id") (#set! trim "^[\"']|[\"']$"))
((table_array_element . (_) @name "]]" @head) @symbol.key)

(comment) @comment
