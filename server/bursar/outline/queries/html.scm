; Elements with an id have its name; of the others, those that part a page.
((element (start_tag (attribute (attribute_name) @_id [
  (attribute_value) @name (quoted_attribute_value (attribute_value) @name)])) @head (end_tag)? @tail) @symbol.tag (#eq? @_id "id"))
((element (start_tag (tag_name) @name) @head (end_tag)? @tail) @symbol.tag (#any-of? @name
  "html" "head" "body" "header" "nav" "main" "section" "article" "aside" "footer" "form" "table" "template" "dialog" "svg"
  "details" "fieldset" "figure"))
((script_element (start_tag (tag_name) @name) @signature (raw_text)? @body) @symbol.tag)
((style_element (start_tag (tag_name) @name) @signature (raw_text)? @body) @symbol.tag)

(comment) @comment
