"""A list of rows as one column of a statement, so that a page asks for all its lists at once.

A statement costs many times what its few rows do. Lists of long texts are better asked for alone:
they would be quoted here.
"""

from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import (
    ColumnElement,
    Dialect,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    Text,
    cast,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from models.base import Instant

Row = TypeVar("Row")


class Rows(TypeDecorator[tuple[Row, ...]], Generic[Row]):
    """Rows of one kind, that come as JSON and are checked against their types."""

    impl = Text
    cache_ok = True

    def __init__(self, row: type[Row]) -> None:
        super().__init__()
        self.row = row
        # SQLite has no truth values of its own: not strict, 1 is true.
        self._decoder = msgspec.json.Decoder(tuple[row, ...], strict=False)  # type: ignore[valid-type]

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[tuple[Row, ...]]:
        """Ask for text, in the outermost statement alone: a driver would decode JSON itself."""
        return type_coerce(cast(column, Text), self)

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Row, ...]:  # noqa: ANN401, ARG002
        """Return the rows."""
        return self._decoder.decode(value)


class _Object(FunctionElement[str]):
    """One row as a JSON object, by the names of its columns."""

    name = "object"
    inherit_cache = True


class _Listed(FunctionElement[str]):
    """All rows as a JSON array: the first argument is the row, the others what it is sorted by."""

    name = "listed"
    inherit_cache = True


@compiles(_Object, "sqlite")
def _sqlite_object(element: _Object, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    values = []
    for clause in element.clauses:
        value = compiler.process(clause, **options)
        # SQLite keeps an instant as text without its zone, which is UTC.
        zone = " || 'Z'" if isinstance(clause.type, Instant) else ""
        values.append(f"'{_name(clause)}', {value}{zone}")
    return f"json_object({', '.join(values)})"


@compiles(_Object, "postgresql")
def _postgresql_object(element: _Object, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    values = (
        f"'{_name(clause)}', {compiler.process(clause, **options)}" for clause in element.clauses
    )
    return f"json_build_object({', '.join(values)})"


def _name(clause: Any) -> str:  # noqa: ANN401 - a column or a label
    return str(clause.key)


@compiles(_Listed, "sqlite")
def _sqlite_listed(element: _Listed, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    return f"json_group_array({_sorted(element, compiler, **options)})"


@compiles(_Listed, "postgresql")
def _postgresql_listed(element: _Listed, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    return f"COALESCE(json_agg({_sorted(element, compiler, **options)}), '[]')"


def _sorted(element: _Listed, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    values, *order = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{values} ORDER BY {', '.join(order)}"


def listed(
    query: Select[*tuple[Any, ...]], row: type[Row], *order_by: SQLColumnExpression[Any]
) -> ScalarSelect[tuple[Row, ...]]:
    """Return what a query finds as one column: a tuple of `row`.

    That is a dataclass with the names of the query's columns, or the type of its only column. The
    query stands by itself: what surrounds it is given to it as bound values, unless the answer is
    correlated. It says what it selects from, and has no LIMIT, no DISTINCT and no order of its own.
    """
    columns = list(query.selected_columns)
    one = columns[0] if len(columns) == 1 else _Object(*columns)
    found = type_coerce(_Listed(one, *order_by), Rows(row))
    alone = query.with_only_columns(found).correlate(None)
    return alone.scalar_subquery()
