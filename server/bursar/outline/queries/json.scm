((pair key: (string (string_content) @name) value: (_) @body) @symbol.key (#set! prompt "string"))

; Objects in lists.
((array (object) @symbol.key @body @item))

(comment) @comment
