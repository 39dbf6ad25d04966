"""The mutants of the kernel: a file of engine/flow, what stands there, what is put in its place.

Each changes one decision: of joins, guards, errors, scopes, multi-instance, mappings, the life of a token. A mutant
that no test notices shows a decision that no test asks for.
"""

from __future__ import annotations

from typing import NamedTuple


class Mutant(NamedTuple):
    """One change. ``found`` stands exactly once in the file."""

    file: str
    found: str
    put: str


MUTANTS = (
    # Joins
    Mutant("gateways", "self.joins = len(self.incoming) > 1", "self.joins = len(self.incoming) > 2"),
    Mutant("gateways", "if len(queues) < len(self.incoming):", "if len(queues) < len(self.incoming) - 1:"),
    Mutant("gateways", "if next(self._awaited(scope), None) is not None:", "if False:"),
    Mutant("gateways", "return comes and not any(", "return comes and True or any("),
    Mutant("gateways", "if name in found or name == join.name:", "if name in found:"),
    Mutant("gateways", "if node.element.attached_to is not None:", "if False:"),
    Mutant("gateways", "todo.extend(throw.name for throw in node.linked)", "pass"),
    Mutant("gateways", "return can_come >= len(self.incoming) - len(queues)", "return True"),
    Mutant("scope", "[queue[0] for queue in queues.values()]", "[queue[-1] for queue in queues.values()]"),
    Mutant("scope", "goes_on = max(joined", "goes_on = min(joined"),
    Mutant("scope", "self._unqueue(token, flow)", "pass"),
    # Flows
    Mutant("choice", "for flow, _ in token.node.ways:", "for flow, _ in reversed(token.node.ways):"),
    Mutant("choice", "if flow.id != default and holds(token, flow):", "if holds(token, flow):"),
    Mutant("choice", "if not node.ways:", "if node.ways:"),
    Mutant("choice", "if any(flow.id == node.element.default for flow, _ in node.ways):", "if False:"),
    # Guards
    Mutant("guards", 'memo["host"] = token.number', 'memo["host"] = token.number - 1'),
    Mutant("guards", 'for number in token.memo.pop("guards", ()):', 'for number in token.memo.get("none", ()):'),
    Mutant("guards", '    host.memo["guards"].remove(guard.number)\n    guard.become(', "    guard.become("),
    Mutant("guards", "guard.become(Memo(on=1, values=dict(values)))", "guard.become(Memo(on=1, values={}))"),
    Mutant("guards", "elif guard.node.element.interrupting:", "elif not guard.node.element.interrupting:"),
    Mutant("guards", "_arm(host, guard.node, again)\n    guard._ready()", "pass\n    guard._ready()"),
    Mutant("guards", "scope.clear(guard)", "pass"),
    Mutant("guards", "scope.guard(node, again)", "pass"),
    Mutant("guards", "if target is guard.node][:1]", "if target is not guard.node][:1]"),
    # Errors and escalations
    Mutant("errors", "host = host.case.index[body]", "break"),
    Mutant("errors", "crossed.append(level)", "pass"),
    Mutant("errors", "if not call.scope.spec.camunda8]", "if call.scope.spec.camunda8]"),
    Mutant("errors", "brought[event.code_variable] = code", "brought[event.code_variable] = None"),
    Mutant("errors", "brought[event.message_variable] = message", "brought[event.message_variable] = code"),
    Mutant("errors", "catch.scope.clear(begun)", "pass"),
    Mutant("errors", "catch.scope.terminate(catch.host)", "pass"),
    Mutant("errors", "if event is None or event.kind != kind:", "if event is None:"),
    Mutant("errors", "everything = everything or node", "return node"),
    Mutant("errors", 'shut, last = kind == "error", True', "pass"),
    Mutant("errors", "return tuple(one for one in found if one is not node)", "return found"),
    # Scopes
    Mutant("scope", "self.alive += 1\n        node._update(token)", "self.alive += 2\n        node._update(token)"),
    Mutant("scope", 'if "guard" not in token.memo:', "if True:"),
    Mutant("scope", "inside.discard()", "pass"),
    Mutant("scope", "if self.alive or self.ended:", "if self.ended:"),
    Mutant("scope", "self.clear()  # only guards can be left", "pass"),
    Mutant("scope", "if self.variables is not None and not over:", "if not over:"),
    Mutant("scope", "self.case.subprocesses.pop(self.token.number, None)", "pass"),
    # The life of a token
    Mutant("node", 'if self.element.inputs and "mapped" not in memo:', "if self.element.inputs:"),
    Mutant("node", 'if "out" not in memo and not self._bring_out(token):', "if not self._bring_out(token):"),
    Mutant("node", "guards.arm(token, planned)", "pass"),
    Mutant("node", "scope.last = self.element.id", "scope.last = scope.last or self.element.id"),
    # Variables and mappings
    Mutant("variables", "if name in self._gone or name not in self._stored", "if True"),
    Mutant("variables", "if name in self._gone:", "if False:"),
    Mutant("variables", "if owner is None or (name in layer and", "if owner is None or (False and"),
    Mutant("variables", 'while (body := around.memo.get("item_of")) is not None:', "while (body := None) is not None:"),
    Mutant("mappings", "keep = bool(token.node.element.outputs) and token.scope.spec.camunda8", "keep = False"),
    Mutant("mappings", "worked_out(token, outputs, merge=True)", "worked_out(token, outputs, merge=False)"),
    Mutant("mappings", "context = dict(start) if isinstance(start, dict) else {}", "context: dict[str, Any] = {}"),
    # Compensation
    Mutant("compensation", 'if "again" in token.memo or element.for_compensation', "if element.for_compensation"),
    Mutant("compensation", "return not camunda8 and body.node.undo is not None", "return body.node.undo is not None"),
    Mutant("compensation", "known[1] += record[1]", "known[1] += 0"),
    Mutant("compensation", "        scope.records = others\n", ""),
    Mutant("compensation", "if record[0] != activity:", "if False:"),
    Mutant("compensation", "records if scope.spec.camunda8 else reversed(records)", "records"),
    Mutant("compensation", "for _ in range(times):", "for _ in range(1):"),
    Mutant("compensation", "token.data.update(variables)", "pass"),
    # Multi-instance
    Mutant("multi", "items[:1] if repeat.sequential else items", "items"),
    Mutant("multi", "return not items\n", "return True\n"),
    Mutant("multi", 'body.memo["done"] + 1)', 'body.memo["done"])'),
    Mutant("multi", "body.scope.terminate(other)", "pass"),
    Mutant("multi", 'memo["done"] + gone == memo["total"]', 'memo["done"] + gone >= memo["total"] - 1'),
    Mutant("multi", 'body.data.add(item.memo["index"], item', "body.data.add(0, item"),
    Mutant(
        "multi", "if not self.spec.camunda8:\n            body.data", "if self.spec.camunda8:\n            body.data"
    ),
    Mutant("multi", "own[repeat.item] = item", "own[repeat.item] = None"),
    Mutant("multi", "active = total - done", "active = total"),
    Mutant("multi", "total, active = done, 0", "pass"),
    Mutant("multi", 'memo["total"], memo["done"] = len(items), 0', 'memo["total"], memo["done"] = len(items), 1'),
    Mutant("multi", 'if over or item.memo.get("enough"):', "if over:"),
    Mutant("multi", "items = items[:count]", "pass"),
    Mutant("multi", "fixed and (index >= total or self.repeat.item is None)", "fixed and self.repeat.item is None"),
    Mutant("multi", '{"loopCounter": index + self.spec.counts_from}', '{"loopCounter": index}'),
    Mutant("multi", "            active = 1\n", "            active = 0\n"),
    Mutant("multi", "own.setdefault(reference[1], None)", "pass"),
    Mutant("multi", 'if repeat.sequential and not memo.get("enough"):', "if repeat.sequential:"),
    # Event subprocesses
    Mutant("event_subprocesses", "guards.arm_scope(token)", "pass"),
    Mutant("event_subprocesses", "Memo(values=brought) if brought else None", "None"),
    Mutant("guards", "again = None if node.trigger.interrupting else terms.again(guard)", "again = None"),
    Mutant("guards", "again = None if guard.node.element.interrupting else terms.again(guard)", "again = None"),
    Mutant("guards", "Memo(values=dict(values)) if values else Memo()", "Memo()"),
    Mutant("definition", "_guard(spec, node)", "pass"),
    Mutant("definition", "host.catchers += (node,)", "host.catchers = (node,)"),
    Mutant("definition", "host.guards += (node,)", "host.guards = (node,)"),
    # Terms of guards
    Mutant("terms", 'same["key"] = memo["key"]', "pass"),
    Mutant("terms", 'same["asked"] = 1', "pass"),
    Mutant("turns", "left = None if left is None else left - 1", "left = left"),
    Mutant("turns", 'memo.get("left") == 0', 'memo.get("left") == 1'),
    Mutant("turns", "due > cycle.end", "due >= cycle.end"),
    # Conditions
    Mutant("conditions", "(one.scope.depth, one.number)", "(-one.scope.depth, one.number)"),
    Mutant("conditions", "if not (token.alive and token.waiting):", "if False:"),
    Mutant("conditions", 'token.memo["asked"] = 1', "pass"),
    Mutant("conditions", "return token if host is None else token.case.index[host]", "return token"),
    Mutant("conditions", "return change.instance == token.scope.instance", "return True"),
    Mutant("conditions", "return name in event.variable_names", "return True"),
    Mutant("conditions", "return name in NAMES.findall(event.condition.text)", "return True"),
    Mutant("conditions", "is True", "is not False"),
    # Errors and escalations, once more
    Mutant("errors", 'asked = not shut and "again" not in host.memo', "asked = not shut"),
    Mutant("events", 'if token.memo.get("caught", {}).get("interrupting"):', "if False:"),
    Mutant("events", "token.scope.clear()", "pass"),
    Mutant("reported", "errors.land(catch, thrown, message", "errors.land(catch, thrown, None"),
    # Incidents, retries, the case
    Mutant("case", "self.doubtful[token.scope] = None", "pass"),
    Mutant("scope", "self.case.settle_incident(token)", "pass"),
    Mutant(
        "running",
        "self.raise_incident(token, DEADLOCK, sentence)\n        self.doubtful",
        "pass\n        self.doubtful",
    ),
    Mutant("deadlocks", 'and "via" not in token.memo\n', "\n"),
    Mutant("deadlocks", 'token.number not in hosts and "guard" not in token.memo', "True"),
    Mutant("deadlocks", 'or token.node.by_hand or "incident" in token.memo', 'or "incident" in token.memo'),
    Mutant("deadlocks", 'if not any("incident" in token.memo for', "if not any(False for"),
    Mutant("deadlocks", "live.update(found)", "pass"),
    Mutant("snapshot", 'scope.ended = bool(row.get("ended"))', "pass"),
    Mutant("snapshot", 'scope.records = row.get("records", [])', "pass"),
    Mutant("snapshot", "case.undecided[scope, node] = None", "pass"),
    # Calls
    Mutant("calls", "found = dict(Sight(token)) if self.call.all_in else {}", "found = dict(Sight(token))"),
    Mutant("calls", "if self.spec.camunda8 and not self.call.all_in:", "if not self.call.all_in:"),
    Mutant("calls", "self.call.all_out or (self.spec.camunda8 and bool(self.element.outputs))", "self.call.all_out"),
    Mutant("calls", "token.scope.depth >= DEEPEST", "token.scope.depth > DEEPEST"),
    # Compensation, once more
    Mutant("pending", 'throw.memo["pending"] -= 1', 'throw.memo["pending"] -= 2'),
    Mutant("pending", "token.scope.terminate(token)", "pass"),
    Mutant("scope", "pending.give_up(token)", "pass"),
    Mutant("compensation", "around.node.element.event_subprocess:", "False:"),
    Mutant("compensation_events", "token.scope.clear(token)", "pass"),
    Mutant("compensation_events", "return not started", "return True"),
    # Ad-hoc subprocesses
    Mutant("adhoc", "if not others:", "if True:"),
    Mutant("adhoc", "if terms.until is not None and terms.cancel_remaining:", "if terms.until is not None:"),
    Mutant("adhoc", "body.data[variable[1]] = None", "pass"),
    # Interruption
    Mutant("interruption", 'or "out" in memo:', ":"),
    Mutant("interruption", '"on" not in memo or', ""),
    Mutant("interruption", "and not inside.ended:", "and True:"),
    Mutant("interruption", "            yield from _inside_out(inner)", "            pass"),
    Mutant("interruption", 'and "parted" not in memo:', "and True:"),
    Mutant("interruption", "and token is not spare)", ")"),
    # Listeners and deeds
    Mutant("listeners", "listeners[heard(token, phase) :]", "listeners"),
    Mutant("listeners", 'outside="item_of" not in token.memo', "outside=True"),
    Mutant("listeners", "**dict(listener.job.headers)}", "}"),
    Mutant(
        "deeds",
        "for done in [_prepared(token, deed, expression, code) for deed in evaluation.deeds]:",
        "for done in []:",
    ),
    Mutant("deeds", "return lambda: write_beside(token, wanted, value)", "return lambda: write(token, wanted, value)"),
    # What rests apart
    Mutant("collected", "self._added[place] = result", "pass"),
    Mutant("collected", "one is not known[place]", "one != known[place]"),
    Mutant("collected", "            self._stored = []\n            return None", "            return None"),
    Mutant("collected", "collection += [None] * (place + 1 - len(collection))", "pass"),
    Mutant("apart", "if item in self.came:", "if False:"),
    Mutant("apart", "item.scope.alive -= 1", "pass"),
    Mutant("apart", "while self.away:", "if self.away:"),
    # Terms and turns, once more
    Mutant(
        "terms", 'if "cycle" not in guard.memo or not guard.scope.spec.camunda8 or', 'if "cycle" not in guard.memo or'
    ),
    Mutant("turns", "due = due if due > moment.now else", "due = due if True else"),
    Mutant("turns", "if due < moment.now:", "if False:"),
    Mutant("turns", "while due <= now and left != 0:", "while due <= now:"),
    # The life of a scope, once more
    Mutant("scope", "elif self.token.state == STARTED:", "else:"),
    Mutant("scope", 'self.case.doubtful[self] = None\n        if "guard"', 'pass\n        if "guard"'),
    Mutant(
        "variables",
        "if owner is None or (name in layer and not (outside and owner == token.number)):",
        "if owner is None or name in layer:",
    ),
    Mutant("compensation", "inside.records = deepcopy(records)", "inside.records = []"),
    Mutant("compensation", "(inside.records or token.node.inner.undoing is not None)", "inside.records"),
)
