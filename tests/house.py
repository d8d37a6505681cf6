"""What the tests of the house rules read the tree with: files, syntax trees, templates without their Jinja parts."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment

ROOT = Path(__file__).resolve().parents[1]
JINJA = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"])

NOT_SHOWN = {"canonical", "kind", "robots"}  # blocks of the layout that hold an address or a word for machines


def files(folder: str, *patterns: str) -> list[Path]:
    """Files of a folder of the project, of all patterns, in a stable order; none when there is no such folder."""
    found = {path for pattern in patterns for path in (ROOT / folder).rglob(pattern) if path.is_file()}
    return sorted(path for path in found if not {"__pycache__", "node_modules"} & set(path.parts))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def source(path: Path) -> str:
    return path.read_text("utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(source(path), str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Every string of a file with its line, the docstrings left out; computed parts of f-strings are a `?`."""
    passed = set()
    for node in ast.walk(tree(path)):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else []:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                passed.add(id(statement.value))
        if isinstance(node, ast.JoinedStr):
            passed.update(map(id, node.values))
            yield node.lineno, "".join(v.value if isinstance(v, ast.Constant) else "?" for v in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed:
            yield node.lineno, node.value


def operations() -> Iterator[tuple[str, Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Public name, file and function of every registered operation."""
    for path in files("community", "*.py"):
        for function in functions(path):
            for decorator in function.decorator_list:
                if not isinstance(decorator, ast.Call):
                    continue
                called = ast.unparse(decorator.func)
                if called == "operation" or called.endswith(".operation"):
                    yield ast.literal_eval(decorator.args[0]), path, function


@cache
def markup(path: Path) -> str:
    """A template as the browser might get it: what Jinja says and computes is cut out, translated parts too."""
    kept: list[str] = []
    until = ""  # the word that ends a part which is cut out
    for _, kind, value in _blocks(source(path)):
        words = value.split() if kind == "block" else []
        if until:
            until = "" if words[:1] == [until] else until
        elif words[:1] == ["trans"]:
            until = "endtrans"
        elif words[:1] == ["block"] and words[1] in NOT_SHOWN:
            until = "endblock"
        elif kind == "data":
            kept.append(value)
        elif kind == "variable":
            kept.append("\ufffd")  # something stands here
    return "".join(kept)


def _blocks(text: str) -> Iterator[tuple[int, str, str]]:
    """Jinja's tokens put together: data, whole blocks and whole variables."""
    inside, parts, start = "", [], 0
    for line, kind, value in JINJA.lex(text):
        if kind in ("block_begin", "variable_begin"):
            inside, parts, start = kind.partition("_")[0], [], line
        elif kind in ("block_end", "variable_end"):
            yield start, inside, " ".join("".join(parts).split())
            inside = ""
        elif inside:
            parts.append(value)
        elif kind == "data":
            yield line, "data", value


def without_jinja_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
