"""The table of all operations of a published API, as README.md has it: served, refused, not applicable.

python -m web.api.table          prints the tables of both APIs
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from web.api.operation import Api

Place = tuple[str, str]


def lines(api: Api, strange: Collection[Place]) -> Iterator[str]:
    """The table's lines by noun. ``strange``: operations that an engine like Alur has no use for."""
    yield "| noun | served | refused (501) | not applicable (501) |"
    yield "|---|---|---|---|"
    nouns = sorted({operation.path.split("/")[1] for operation in api.operations})
    for noun in nouns:
        mine = [one for one in api.operations if one.path.split("/")[1] == noun]
        columns = (
            [one for one in mine if one.served],
            [one for one in mine if not one.served and (one.method, one.path) not in strange],
            [one for one in mine if not one.served and (one.method, one.path) in strange],
        )
        cells = (
            "<br>".join(f"{one.method} `{one.path.removeprefix(f'/{noun}') or '/'}`" for one in column)
            for column in columns
        )
        yield f"| {noun} | {' | '.join(cells)} |"


if __name__ == "__main__":
    import web.api.camunda7.routes
    import web.api.camunda8.routes  # noqa: F401
    from web.api.camunda7.api import api as camunda7
    from web.api.camunda8.api import api as camunda8
    from web.api.camunda8.refused import strange as strange8

    print("\n".join([*lines(camunda8, strange8()), "", *lines(camunda7, ())]))
