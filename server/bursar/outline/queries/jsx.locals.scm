; The name of an element is no variable.
(jsx_opening_element name: (identifier) @kept)
(jsx_self_closing_element name: (identifier) @kept)
(jsx_closing_element name: (identifier) @kept)
