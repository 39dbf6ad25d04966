"""Events that a token comes to: catching messages and timers, throwing messages and errors, terminating."""

from __future__ import annotations

from typing import Any

from bpmn.diagram import Event
from bpmn.sentence import say
from engine.flow import errors, expressions, interruption, mappings, terms
from engine.flow.facts import WAIT_KINDS
from engine.flow.node import Node
from engine.flow.problem import UNHANDLED_ERROR, NotRunnable, Problem
from engine.flow.tasks import Job
from engine.flow.token import Token
from engine.flow.variables import Sight


class Guard(Node):
    """Boundary event that waits for the host: it stands beside its activity (see guards) and runs once it has fired."""

    def check(self) -> None:
        event = self.element.event
        missing = event is None or event.kind not in WAIT_KINDS
        if event is not None:
            missing = missing or (event.kind == "timer" and event.timer is None)
            missing = missing or (event.kind in ("message", "signal") and event.name is None)
            missing = missing or (event.kind == "conditional" and event.condition is None)
        if missing:
            raise NotRunnable(self.element.id, say("Nothing is said about what {id} waits for.", id=self.element.id))


class Catch(Guard):
    """Intermediate catch event or receive task: waits until the host says that it has happened."""

    catches = True

    def check(self) -> None:
        super().check()
        event = self.element.event
        assert event is not None
        self.wait_kind = WAIT_KINDS[event.kind]

    def enter(self, token: Token) -> bool:
        return False


class Throw(Job):
    """Message throw or end event, send task: work for a worker if it has a job, else a message to the outside."""

    def check(self) -> None:
        self.wait_kind = "job" if self.element.job is not None else None

    def enter(self, token: Token) -> bool:
        if self.element.job is not None:
            return super().enter(token)
        if self.element.event is not None:
            token.memo.update(terms.name_terms(token, self.element.event))
        return True

    def left(self, token: Token) -> None:
        if self.element.job is None and (name := token.memo.get("name")) is not None:
            key = token.memo.get("key")
            token.case.journal.published.append({"kind": "message", "name": name, "key": key, "variables": {}})


class SignalThrow(Node):
    """Signal throw or end event: heard by everybody who waits for that name, once this step is kept."""

    def check(self) -> None:
        if self.element.event is None or self.element.event.name is None:
            raise NotRunnable(self.element.id, say("{id} throws a signal without a name.", id=self.element.id))

    def enter(self, token: Token) -> bool:
        event = self.element.event
        assert event is not None  # see check
        token.memo.update(terms.name_terms(token, event))
        token.memo["payload"] = self._payload(token, event)
        return True

    def follow(self, token: Token) -> None:
        """Throw before the flow goes on: what comes after does not hear it (see Journal.after)."""
        name, carried = token.memo["name"], token.memo["payload"]
        token.case.journal.published.append({"kind": "signal", "name": name, "variables": carried})
        super().follow(token)

    def _payload(self, token: Token, event: Event) -> dict[str, Any]:
        """Camunda 8 sends what is local to the event, Camunda 7 what its camunda:in elements name."""
        if self.spec.camunda8:
            return dict(token.data)
        everything = dict(Sight(token)) if event.sends_all else {}
        return everything | mappings.worked_out(token, event.sends, merge=False)


class ErrorEnd(Node):
    """Throws an error outward. An error that nobody catches is an incident here."""

    def enter(self, token: Token) -> bool:
        event = self.element.event
        assert event is not None
        code = "" if event.code is None else expressions.text(token, event.code, say("the error code"))
        catch = errors.find(token, "error", code)
        if catch is None:
            raise Problem(
                UNHANDLED_ERROR, say("Nobody catches the error {code} thrown by {id}.", code=code, id=self.element.id)
            )
        errors.cross(catch)
        message = None if event.message is None else expressions.text(token, event.message, say("the error message"))
        token.memo["caught"] = {"code": code} if message is None else {"code": code, "message": message}
        return True

    def ends_scope(self, token: Token) -> bool:
        return False  # whoever catches it goes on, or has ended the process already

    def left(self, token: Token) -> None:
        caught = token.memo["caught"]
        catch = errors.find(token, "error", caught["code"])
        assert catch is not None  # nothing has changed since it was found in enter
        errors.land(catch, caught["code"], caught.get("message"), {})


class Escalation(Node):
    """Throws an escalation outward and goes on, unless who catches it interrupts. If nobody does, nothing happens."""

    def enter(self, token: Token) -> bool:
        event = self.element.event
        assert event is not None
        code = "" if event.code is None else expressions.text(token, event.code, say("the escalation code"))
        catch = errors.find(token, "escalation", code)
        if catch is not None:
            errors.cross(catch)
            here = catch.scope is token.scope
            token.memo["caught"] = {"code": code, "interrupting": catch.node.trigger.interrupting, "here": here}
        return True

    def choose(self, token: Token) -> list[str]:
        if token.memo.get("caught", {}).get("interrupting"):
            return []  # this way ends here: the one that catches goes on instead
        return super().choose(token)

    def ends_scope(self, token: Token) -> bool:
        if (caught := token.memo.get("caught")) is None:
            return super().ends_scope(token)
        return not caught["interrupting"] and not caught.get("here") and super().ends_scope(token)

    def left(self, token: Token) -> None:
        if "caught" in token.memo:
            code = token.memo["caught"]["code"]
            catch = errors.find(token, "escalation", code)
            assert catch is not None  # nothing has changed since it was found in enter
            errors.land(catch, code, None, {})


class TerminateEnd(Node):
    """Ends its scope: everything else in there goes."""

    def enter(self, token: Token) -> bool:
        interruption.prepare_scope(token.scope, token)
        return True

    def ends_scope(self, token: Token) -> bool:
        return True

    def left(self, token: Token) -> None:
        token.scope.clear()
