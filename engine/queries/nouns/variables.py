"""Variables of process instances. Those that only an element sees are in the snapshot."""

from __future__ import annotations

from sqlalchemy import Text, cast, func, select

from engine.queries.search import Noun
from engine.store.deployments import definition
from engine.store.instances import process_instance, variable

json = func.coalesce(cast(variable.c.value, Text), "null")

VARIABLES = Noun(
    rows=select(variable, json.label("json"))
    .join(process_instance, process_instance.c.key == variable.c.instance_key)
    .where(process_instance.c.definition_key.not_in(select(definition.c.key).where(definition.c.cases_deleted))),
    fields={
        "name": variable.c.name,
        "value": json,
        "process_instance_key": variable.c.instance_key,
        "scope_key": variable.c.instance_key,
        "root_key": variable.c.root_key,
    },
    key=func.concat(variable.c.instance_key, " ", variable.c.name),
)
