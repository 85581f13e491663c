"""What methods of the standard libraries give, of a value that holds values of ours: tables, no code."""

from __future__ import annotations

from typing import Final

KEEPS: Final = frozenset(
    """copy clone cloned copied filter sorted reversed rev skip take step_by chain peekable by_ref as_ref as_mut as_deref
    as_deref_mut iter iter_mut into_iter values_mut drain slice concat sort reverse fuse inspect to_owned to_vec collect
    borrow borrow_mut lock read write as_slice into_boxed_slice or or_else filter_entry with_context context map_err ok
    ok_or ok_or_else take_while skip_while catch finally sort_by sort_by_key windows chunks flatten splice""".split()
)
"""They give what they are called on (or the like of it, with the same elements)."""

UNWRAPS: Final = frozenset(
    """get pop popleft setdefault unwrap expect unwrap_or unwrap_or_else unwrap_or_default first last next nth get_mut
    first_mut last_mut pop_front pop_back find at shift peek max_by_key min_by_key max_by min_by remove insert
    get_or_insert_with get_or_init or_insert or_insert_with or_default swap_remove next_back upgrade into_inner get_ref
    load as_str findLast reduce front back""".split()
)
"""They give one of the elements."""

ITEMS: Final = frozenset("values into_values".split())
"""They give all of the elements."""

WRAPPERS: Final = frozenset(
    """Box Arc Rc Ref RefMut MutexGuard RefCell Mutex RwLock Cow Pin Lazy OnceLock OnceCell LazyLock ManuallyDrop
    Readonly Partial Required Pick Omit NonNullable Awaited LocalProxy Self RwLockReadGuard RwLockWriteGuard
    Option Result unique_ptr shared_ptr Optional""".split()
)
"""Generic types whose members are looked for in their first argument, since they pass them on."""
