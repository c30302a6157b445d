"""Which cells an answer needs. A lesson trains for minutes; its answers need the set-up and a few names.

Where every test of a notebook is a check, a cell that is not an answer runs only if it makes a name that a later cell
which runs asks for. In any other notebook all cells run, as nbgrader does it.
"""

import ast
import builtins
import symtable

from tlgrade.graft import Place

__all__ = ["needed", "plain_python"]

ALWAYS = ("solution", "written", "test", "locked")


def needed(places: list[Place], checks_only: bool) -> list[bool]:
    """For each cell whether it has to run."""
    code = [place.kind == "code" for place in places]
    if not checks_only:
        return code
    first = code.index(True) if True in code else -1  # the set-up cell
    runs, wanted = [False] * len(places), set()
    for i in reversed(range(len(places))):
        if not code[i]:
            continue
        made, asked = names(places[i].source)
        runs[i] = i == first or places[i].role in ALWAYS or bool(made & wanted)
        if runs[i]:
            wanted |= asked
    return runs


def names(source: str) -> tuple[set[str], set[str]]:
    """The names that a cell makes, and those that it asks others for; nothing, if it cannot be read."""
    try:
        text = plain_python(source)
        table = symtable.symtable(text, "<cell>", "exec")
        statements = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set(), set()
    tops, inner = table.get_symbols(), [s for t in _inside(table) for s in t.get_symbols() if s.is_global()]
    made = {s.get_name() for s in tops if s.is_assigned() or s.is_imported()}
    made |= {s.get_name() for s in inner if s.is_assigned()}
    defined = {s.get_name() for s in tops if s.is_imported() or s.is_namespace()}
    asked = {s.get_name() for s in [*tops, *inner] if s.is_referenced()}
    added = {s.target.id for s in statements if isinstance(s, ast.AugAssign) and isinstance(s.target, ast.Name)}
    return made, (asked - defined - set(vars(builtins))) | added


def _inside(table: symtable.SymbolTable) -> list[symtable.SymbolTable]:
    """All functions, classes and comprehensions of a cell, however deep."""
    found, waiting = [], table.get_children()
    while waiting:
        found.append(waiting.pop())
        waiting += found[-1].get_children()
    return found


def plain_python(source: str) -> str:
    """A cell's text with IPython's own syntax (`%matplotlib inline`) turned into calls. Runs nothing of it."""
    from IPython.core.inputtransformer2 import TransformerManager

    return TransformerManager().transform_cell(source)
