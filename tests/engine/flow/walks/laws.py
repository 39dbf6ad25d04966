"""Laws of every trail, read from the diagram and the facts alone: they know nothing of how the kernel does it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from bpmn.diagram import Element, Flow
from engine.flow import Definition
from engine.flow.facts import Fact
from tests.engine.flow.kit import Player

CALLED_WHEN_COMPLETED = ("start", "create", "complete", "end")
WAITS = {"receiveTask", "userTask"}


class Laws:
    """Follows one trail. Every law is a method named after the kind of fact that it judges."""

    def __init__(self, definitions: Mapping[int, Definition]) -> None:
        processes = [definition.process for definition in definitions.values()]
        self.elements: dict[str, Element] = {one.id: one for process in processes for one in process.elements()}
        self.flows: dict[str, Flow] = {flow.id: flow for process in processes for flow in process.flows()}
        self.incoming: dict[str, set[str]] = defaultdict(set)
        self.outgoing: dict[str, set[str]] = defaultdict(set)
        for flow in self.flows.values():
            self.incoming[flow.target].add(flow.id)
            self.outgoing[flow.source].add(flow.id)
        self.entered: dict[int, Fact] = {}
        self.live: dict[int, str] = {}
        self.left: dict[int, str] = {}
        self.inside: dict[int, set[int]] = defaultdict(set)
        self.items: dict[int, list[int]] = defaultdict(list)
        self.guards: dict[int, set[int]] = defaultdict(set)
        self.joined: dict[int, list[int]] = defaultdict(list)
        self.taken: dict[int, list[str]] = defaultdict(list)
        self.heard: Counter[tuple[int, str]] = Counter()
        self.stuck: set[int] = set()
        self.instances: Counter[int] = Counter()
        self.variables: dict[int, dict[str, object]] = defaultdict(dict)

    def after(self, player: Player, told: int) -> None:
        """What is new in the trail, and the state at rest."""
        for fact in player.facts[told:]:
            judge = getattr(self, fact.kind, None)
            if judge is not None:
                judge(fact)
        for fact in player.facts[told:]:
            if fact.kind == "element_completed":
                self.goes_on_as_drawn(fact)
                self.listened(fact)
        self.at_rest(player)

    # While it runs

    def element_entered(self, fact: Fact) -> None:
        token, detail = self._token(fact), fact.detail
        assert fact.element in self.elements, fact
        self.entered[token], self.live[token] = fact, fact.element
        if (scope := detail.get("scope_token")) is not None:
            assert scope in self.live, f"inside of what has left: {fact}"
            self.inside[scope].add(token)
        if (host := detail.get("host")) is not None and detail.get("guard"):
            assert host in self.live, f"a guard of what has left: {fact}"
            self.guards[host].add(token)
        if (body := detail.get("body")) is not None:
            assert body in self.live, f"an item of what has left: {fact}"
            self.items[body].append(token)
        if (via := detail.get("via")) is not None:
            assert self.flows[via].target == fact.element, fact

    def flow_taken(self, fact: Fact) -> None:
        assert self.flows[fact.flow or ""].source == fact.element, fact
        self.taken[self._token(fact)].append(fact.flow or "")

    def variable_set(self, fact: Fact) -> None:
        if fact.token is not None and fact.detail["after"] != fact.detail["before"]:  # a call brings back what it gave
            self.heard[fact.token, fact.detail["name"]] += 1
        if fact.detail["scope"] is None:
            held = self.variables[fact.instance]
            assert held.get(fact.detail["name"]) == fact.detail["before"], fact
            held[fact.detail["name"]] = fact.detail["after"]

    def merged(self, fact: Fact) -> None:
        self.joined[fact.detail["into"]].append(self._leaves(self._token(fact), fact))

    def element_completed(self, fact: Fact) -> None:
        token = self._token(fact)
        assert self._leaves(token, fact) not in self.stuck, f"completed with an incident: {fact}"
        open_items = [item for item in self.items[token] if item in self.live]
        assert not open_items, f"completed before its items {open_items}: {fact}"

    def element_terminated(self, fact: Fact) -> None:
        self._leaves(self._token(fact), fact)

    def incident_raised(self, fact: Fact) -> None:
        assert self._token(fact) in self.live, fact
        assert fact.token not in self.stuck, fact
        self.stuck.add(self._token(fact))

    def incident_resolved(self, fact: Fact) -> None:
        self.stuck.remove(self._token(fact))

    def variable_removed(self, fact: Fact) -> None:
        if fact.detail["scope"] is None:
            held = self.variables[fact.instance]
            assert fact.detail["name"] in held, f"it was not there: {fact}"
            assert held.pop(fact.detail["name"]) == fact.detail["before"], fact

    def instance_started(self, fact: Fact) -> None:
        self.instances[fact.instance] += 1
        assert self.instances[fact.instance] == 1, fact

    def instance_completed(self, fact: Fact) -> None:
        self._over(fact)

    def instance_terminated(self, fact: Fact) -> None:
        self._over(fact)

    def _over(self, fact: Fact) -> None:
        self.instances[fact.instance] += 1
        assert self.instances[fact.instance] == 2, fact
        alive = [token for token in self.live if self.entered[token].instance == fact.instance]
        assert not alive, f"{fact.kind} with live tokens: {[self.entered[token] for token in alive]}"

    def _leaves(self, token: int, fact: Fact) -> int:
        assert token in self.live, f"it was not there: {fact}"
        inside = [one for one in self.inside[token] if one in self.live]
        assert not inside, f"left before what is inside, {inside}: {fact}"
        del self.live[token]
        self.left[token] = fact.kind
        return token

    @staticmethod
    def _token(fact: Fact) -> int:
        assert fact.token is not None
        return fact.token

    # When the step is over

    def goes_on_as_drawn(self, fact: Fact) -> None:
        """Gateways and flows: what came together, and where it goes."""
        token, element = self._token(fact), self.elements[fact.element or ""]
        ways, taken = self.outgoing[element.id], self.taken[token]
        assert len(taken) == len(set(taken)), f"a flow taken twice: {fact}"
        if element.kind == "exclusiveGateway":
            assert len(taken) == min(len(ways), 1), fact
        elif element.kind == "parallelGateway":
            assert set(taken) == ways, fact
        elif element.kind == "inclusiveGateway":
            assert bool(taken) == bool(ways), fact
        if element.kind in ("parallelGateway", "inclusiveGateway"):
            self.came_together(token, element)

    def listened(self, fact: Fact) -> None:
        """Every script that listens (see parts) was called once, however often something failed in between."""
        token, element = self._token(fact), self.elements[fact.element or ""]
        own = () if element.repeat is not None and not self._is_item(token) else element.listeners
        calls = [one for one in own if one.script is not None and one.on in CALLED_WHEN_COMPLETED]
        if self.entered[token].detail.get("again"):
            calls = []
        if element.kind != "eventBasedGateway":  # there Camunda 7 goes to the event itself, by no flow
            calls += [one for flow in self.taken[token] for one in self.flows[flow].listeners]
        for one in calls:
            assert one.script is not None
            name = one.script.text.removeprefix("sets(").partition("=")[0]
            assert self.heard[token, name] == 1, f"{one} was called {self.heard[token, name]} times: {fact}"

    def _is_item(self, token: int) -> bool:
        return "body" in self.entered[token].detail

    def came_together(self, token: int, element: Element) -> None:
        came = [self.entered[one].detail["via"] for one in (token, *self.joined[token])]
        assert len(came) == len(set(came)), f"{element.id} joined two tokens of one flow: {came}"
        if element.kind == "parallelGateway":
            assert set(came) == self.incoming[element.id], f"{element.id} joined {came}"

    def at_rest(self, player: Player) -> None:
        """Nothing is silently stuck, and nothing stands beside what has left."""
        for host, guards in self.guards.items():
            if host not in self.live:
                left = [one for one in guards if one in player.rows]
                assert not left, f"guards {left} wait without their host {host}"
        if player.state == "active":
            assert player.rows or player.stuck or player.case.choices(), "silently stuck"
        for token in self.live:
            assert self._has_a_reason(token, player), f"{self.entered[token]} stands still for no reason"
        self.interrupted(player)

    def _has_a_reason(self, token: int, player: Player) -> bool:
        """Why a live token does not move: it waits, is stuck, has something inside, or stands at a join."""
        if token in player.rows or token in player.stuck:
            return True
        if any(one in self.live for one in (*self.inside[token], *self.items[token])):
            return True
        memo = player.case.index[token].memo
        element = self.elements[self.live[token]]
        if element.kind == "eventBasedGateway":
            return any(one in player.rows for one in self.guards[token])
        joins = element.kind in ("parallelGateway", "inclusiveGateway") and "via" in memo
        return joins or memo.get("pending", 0) > 0 or element.kind == "adHocSubProcess"

    def interrupted(self, player: Player) -> None:
        """Beside an event subprocess that has interrupted its scope nothing else lives there, but what it undoes."""
        for token, element_id in self.live.items():
            element = self.elements[element_id]
            if not element.event_subprocess or not _interrupts(element):
                continue
            if "guard" in player.case.index[token].memo:
                continue  # it waits, or what it would interrupt could not be ended (Camunda 7): an incident there
            scope = self.entered[token].detail.get("scope_token")
            instance = self.entered[token].instance
            for other in self.live:
                entered = self.entered[other]
                if other == token or entered.instance != instance or entered.detail.get("scope_token") != scope:
                    continue
                undoes = "compensates" in entered.detail or entered.detail.get("again")
                assert undoes, f"{entered} lives beside {self.entered[token]}"


def _interrupts(element: Element) -> bool:
    assert element.scope is not None
    return next(one for one in element.scope.elements if one.kind == "startEvent").interrupting
