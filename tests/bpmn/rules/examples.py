"""Good and bad examples of each rule: what must not be said, and what must be said, about which element."""

from __future__ import annotations

from dataclasses import dataclass, field

from bpmn import Known
from bpmn.diagram import Dialect
from tests.bpmn.diagrams import definitions, extended, flow, line, process


@dataclass(frozen=True, slots=True)
class Example:
    """A file and what the rule says of it: pairs of element id and severity, in order; none for a good example."""

    content: bytes
    expected: tuple[tuple[str, str], ...] = ()
    known: Known = field(default_factory=Known)
    others: dict[str, bytes] = field(default_factory=dict)


def bad(content: bytes, *elements: str, severity: str = "error", known: Known | None = None) -> Example:
    """An example with findings of one severity."""
    return Example(content, tuple((element, severity) for element in elements), known or Known())


def good(content: bytes, known: Known | None = None, **others: bytes) -> Example:
    """An example without findings of the rule."""
    return Example(content, (), known or Known(), others)


def task(extension: str, tag: str = "userTask") -> str:
    return extended(tag, 'id="A"', extension)


DECISION = '<zeebe:calledDecision decisionId="d" resultVariable="r"/>'
SETS = "${execution.setVariable('a', 1)}"
INPUT = '<zeebe:ioMapping><zeebe:input source="=a" target="b"/></zeebe:ioMapping>'
NAMES = "${task.setName('a')}"
INPUT_7 = '<camunda:inputOutput><camunda:inputParameter name="a">1</camunda:inputParameter></camunda:inputOutput>'
PARAMETERS = '<camunda:inputOutput><camunda:outputParameter name="a">1</camunda:outputParameter></camunda:inputOutput>'


def beside(extension: str) -> str:
    """A process with an event subprocess A that a message starts."""
    start = '<startEvent id="I"><messageEventDefinition messageRef="M"/></startEvent><endEvent id="J"/>' + flow(
        "I", "J"
    )
    return line() + extended("subProcess", 'id="A" triggeredByEvent="true"', extension, start)


def boundary_with(extension: str) -> str:
    """A task with a boundary event B of that extension."""
    inner = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
    return '<task id="T"/>' + extended("boundaryEvent", 'id="B" attachedToRef="T"', extension, inner)


def listening(expression: str, event: str, kind: str = "executionListener") -> str:
    """A user task with a listener."""
    return task(f'<camunda:{kind} event="{event}" expression="{expression}"/>')


def parameter(expression: str) -> str:
    """A user task with an input of Camunda 7."""
    return task(INPUT_7.replace(">1<", f">{expression}<"))


def message_event(tag: str, attributes: str = "", ref: str = 'messageRef="M"', extension: str = "") -> str:
    inner = f"<extensionElements>{extension}</extensionElements>" if extension else ""
    return f'<{tag} id="A" {attributes}>{inner}<messageEventDefinition {ref}/></{tag}>'


def timer(kind: str, text: str, tag: str = "intermediateCatchEvent") -> str:
    return f'<{tag} id="A"><timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition></{tag}>'


def signal_start(element: str, ref: str) -> str:
    return f'<startEvent id="{element}"><signalEventDefinition signalRef="{ref}"/></startEvent>'


def condition_start(element: str, text: str) -> str:
    condition = f'<condition xsi:type="tFormalExpression">{text.replace(">", "&gt;")}</condition>'
    return (
        f'<startEvent id="{element}"><conditionalEventDefinition>{condition}</conditionalEventDefinition></startEvent>'
    )


def looped(loop: str, inner: str = "", cardinality: str = "") -> str:
    extension = f"<extensionElements><zeebe:loopCharacteristics {loop}/></extensionElements>" if loop else ""
    count = f"<loopCardinality>{cardinality}</loopCardinality>" if cardinality else ""
    body = f"<multiInstanceLoopCharacteristics>{extension}{count}{inner}</multiInstanceLoopCharacteristics>"
    return line(f'<userTask id="A">{body}</userTask>')


def ad_hoc(active: str, inside: str = '<task id="T"/>', extension: str = "") -> bytes:
    written = f"<zeebe:adHoc {active}/>{extension}"
    return process(line(extended("adHocSubProcess", 'id="A"', written, inside)))


REPEATED_OUTPUT = line(
    '<userTask id="A"><extensionElements><camunda:inputOutput><camunda:outputParameter name="o">1'
    "</camunda:outputParameter></camunda:inputOutput></extensionElements><multiInstanceLoopCharacteristics>"
    "<loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
)


def sets_total(expression: str) -> str:
    """A script that sets totalAmount, and another one, B, of that expression."""
    first = task('<zeebe:script expression="=1" resultVariable="totalAmount"/>', "scriptTask")
    return line(
        first, extended("scriptTask", 'id="B"', f'<zeebe:script expression="{expression}" resultVariable="x"/>')
    )


def items(inside: str, behind: str) -> str:
    """A user task for each person of a list, and one behind it, B, with their assignees."""
    each = '<zeebe:loopCharacteristics inputCollection="=people" inputElement="person"/>'
    loop = f"<extensionElements>{each}</extensionElements>"
    return line(
        extended("userTask", 'id="A"', f'<zeebe:assignmentDefinition assignee="{inside}"/>',
                 f"<multiInstanceLoopCharacteristics>{loop}</multiInstanceLoopCharacteristics>"),
        extended("userTask", 'id="B"', f'<zeebe:assignmentDefinition assignee="{behind}"/>'),
    )  # fmt: skip


TOTALS = b'{"id": "ask", "type": "default", "components": [{"id": "t", "type": "number", "key": "totalamount"}]}'
CASED = (
    '<userTask id="A" camunda:assignee="${Boss}"><extensionElements><camunda:inputOutput>'
    '<camunda:outputParameter name="boss">a</camunda:outputParameter></camunda:inputOutput>'
    "</extensionElements></userTask>"
)


def split(kind: str, left: str = "", right: str = "", default: str = "") -> str:
    chosen = f'default="{default}"' if default else ""
    return (
        f'<startEvent id="S"/><{kind} id="G" {chosen}/><endEvent id="X"/><endEvent id="Y"/>'
        + flow("S", "G") + flow("G", "X", left, "L") + flow("G", "Y", right, "R")
    )  # fmt: skip


NAMED = '<message id="M" name="paid"/>'
KEYED = extended("message", 'id="M" name="paid"', '<zeebe:subscription correlationKey="=key"/>')
ESCALATIONS = '<escalation id="L" escalationCode="late"/><escalation id="O" escalationCode="other"/>'
CATCH = "intermediateCatchEvent"
FORM = '<zeebe:userTask/><zeebe:formDefinition formId="ask"/>'
CALL = '<zeebe:calledElement processId="Q"/>'


def embedded(form: str) -> bytes:
    written = f'<extensionElements><zeebe:userTaskForm id="F">{form}</zeebe:userTaskForm></extensionElements>'
    return process(written + line(task('<zeebe:formDefinition formKey="camunda-forms:bpmn:F"/>')))


def alone() -> str:
    """An event-based gateway with a single event behind it."""
    event = '<intermediateCatchEvent id="C"><signalEventDefinition/></intermediateCatchEvent>'
    return '<startEvent id="S"/><eventBasedGateway id="G"/>' + event + flow("S", "G") + flow("G", "C")


def race(second: str) -> str:
    first = '<intermediateCatchEvent id="C"><timerEventDefinition/></intermediateCatchEvent>'
    return (
        f'<startEvent id="S"/><eventBasedGateway id="G"/>{first}{second}'
        + flow("S", "G") + flow("G", "C", "", "GC") + flow("G", "A", "", "GA")
    )  # fmt: skip


def linked(*ends: tuple[str, str]) -> str:
    """Link events L0, L1 ... that throw or catch a name."""
    kinds = {"throw": "intermediateThrowEvent", "catch": "intermediateCatchEvent"}
    written = []
    for number, (kind, name) in enumerate(ends):
        definition = f'<linkEventDefinition name="{name}"/>' if name else "<linkEventDefinition/>"
        written.append(f'<{kinds[kind]} id="L{number}">{definition}</{kinds[kind]}>')
    return line() + "".join(written)


def escalated(host: str, *codes: str) -> str:
    """A boundary event for an escalation of each code on the host; the first is B0."""
    inside = '<startEvent id="I"/>' if host == "subProcess" else ""
    catchers = "".join(
        f'<boundaryEvent id="B{number}" attachedToRef="H"><escalationEventDefinition'
        + (f' escalationRef="{code}"/>' if code else "/>") + "</boundaryEvent>"
        for number, code in enumerate(codes)
    )  # fmt: skip
    return line(f'<{host} id="H">{inside}</{host}>') + catchers


def reported(host: str, dialect: Dialect) -> bytes:
    """An error boundary event B on the host."""
    event = '<boundaryEvent id="B" attachedToRef="H"><errorEventDefinition errorRef="E"/></boundaryEvent>'
    return process(line(f'<{host} id="H"/>') + event, dialect, shared='<error id="E" errorCode="no"/>')


def property_of(value: str, name: str) -> bytes:
    entry = f'<zeebe:properties><zeebe:property name="{name}" value="{value}"/></zeebe:properties>'
    return process(f"<extensionElements>{entry}</extensionElements>" + line())


def declared(name: str, value: str, tag: str = "userTask") -> bytes:
    """The step A, of which a property is said, after the user task B."""
    entry = f'<zeebe:properties><zeebe:property name="{name}" value="{value}"/></zeebe:properties>'
    return process(line(task(entry, tag)) + '<userTask id="B"/>')


COMPENSATE = "<compensateEventDefinition/>"
UNDO = '<task id="U" isForCompensation="true"/>'
LEADS = '<association id="L" sourceRef="A" targetRef="U"/>'


def undone(attributes: str = 'attachedToRef="T"', around: str = UNDO + LEADS) -> str:
    """A compensation boundary event A on the task T, with what stands around it."""
    event = f'<boundaryEvent id="A" {attributes}><compensateEventDefinition/></boundaryEvent>'
    return line('<task id="T"/>') + event + around


def undoes(activity: str, around: str = "") -> str:
    return f'<endEvent id="Z"><compensateEventDefinition activityRef="{activity}"/></endEvent>' + around


def cancelled(boundary: str = 'id="D" attachedToRef="B"', tag: str = "transaction") -> bytes:
    inner = '<startEvent id="I"/><endEvent id="J"><cancelEventDefinition/></endEvent>' + flow("I", "J")
    event = f"<boundaryEvent {boundary}><cancelEventDefinition/></boundaryEvent>" if boundary else ""
    return process(line(f'<{tag} id="B">{inner}</{tag}>') + event, "camunda7")


def started_by_compensation(number: int) -> str:
    start = f'<startEvent id="C{number}">{COMPENSATE}</startEvent>'
    return f'<subProcess id="V{number}" triggeredByEvent="true">{start}</subProcess>'


def self_undoing_inside(times: int, attributes: str = "") -> str:
    """A subprocess B with so many event subprocesses that compensation starts."""
    inner = "".join(started_by_compensation(number + 1) for number in range(times))
    return line(f'<subProcess id="B"{attributes}><startEvent id="I"/>{inner}</subProcess>')


def self_undoing(times: int, attributes: str = "") -> bytes:
    return process(self_undoing_inside(times, attributes), "camunda7")


EXAMPLES: dict[str, tuple[Example, ...]] = {
    "ad_hoc_inside": (
        good(ad_hoc('activeElementsCollection="=todo"')),
        bad(ad_hoc(""), "A", severity="warning"),
        bad(ad_hoc('activeElementsCollection="=todo" outputCollection="all"'), "A"),
        bad(ad_hoc('activeElementsCollection="=todo"', extension='<zeebe:taskDefinition type="agent"/>'), "A"),
        bad(ad_hoc('activeElementsCollection="=todo"', inside=""), "A"),
        bad(ad_hoc('activeElementsCollection="=todo"', inside='<startEvent id="B"/><task id="T"/>'), "B"),
    ),
    "alur_property": (
        good(property_of("public", "alur:audience")),
        good(property_of("anything", "other:audience")),
        bad(property_of("everybody", "alur:audience"), "P"),
        bad(property_of("two days", "alur:duration"), "P"),
        good(property_of("5 hari kerja", "alur:duration")),
        bad(property_of("5 bulan", "alur:duration"), "P"),
        bad(property_of("x", "alur:audiense"), "P", severity="warning"),
    ),
    "binding_complete": (
        good(process(line(task('<zeebe:formDefinition formId="a" bindingType="versionTag" versionTag="1"/>')))),
        bad(process(line(task('<zeebe:formDefinition formId="a" bindingType="versionTag"/>'))), "A"),
        bad(
            process(
                line('<callActivity id="A" calledElement="Q" camunda:calledElementBinding="version"/>'), "camunda7"
            ),
            "A",
        ),
    ),
    "boundary_host": (
        good(process(line('<task id="T"/>') + message_event("boundaryEvent", 'attachedToRef="T"'))),
        bad(process(line() + message_event("boundaryEvent")), "A"),
        bad(process(line() + message_event("boundaryEvent", 'attachedToRef="Gone"')), "A"),
        bad(process(line() + message_event("boundaryEvent", 'attachedToRef="Start"')), "A"),
        bad(
            process(line('<task id="T"/>') + message_event("boundaryEvent", 'attachedToRef="T"') + flow("T", "A")), "A"
        ),
    ),
    "called_process_missing": (
        good(process(line(task(CALL, "callActivity"))), known=Known(process_ids=frozenset({"Q"}))),
        good(
            process(line(task(CALL, "callActivity"))),
            **{"q.bpmn": definitions('<process id="Q" isExecutable="true"/>')},
        ),
        good(process(line(task('<zeebe:calledElement processId="=which"/>', "callActivity")))),
        bad(process(line(task(CALL, "callActivity"))), "A", severity="warning"),
        bad(process(line('<callActivity id="A"/>')), "A"),
        bad(
            process(line(task('<zeebe:calledElement processId="Q" bindingType="deployment"/>', "callActivity"))),
            "A",
            known=Known(process_ids=frozenset({"Q"})),
        ),
    ),
    "cancel_transaction": (
        good(cancelled()),
        bad(cancelled(""), "J"),
        bad(cancelled(tag="subProcess"), "D", "J"),
        bad(
            process(
                line('<transaction id="B"><startEvent id="I"/></transaction>')
                + '<boundaryEvent id="D" attachedToRef="B"><cancelEventDefinition/></boundaryEvent>'
                + '<boundaryEvent id="E" attachedToRef="B"><cancelEventDefinition/></boundaryEvent>',
                "camunda7",
            ),
            "E",
        ),
    ),
    "compensation_activity": (
        good(process(undone() + undoes("T"))),
        good(process(line('<subProcess id="B"><startEvent id="I"/></subProcess>') + undoes("B"))),
        good(
            process(
                undone() + f'<subProcess id="V" triggeredByEvent="true"><startEvent id="I"/>{undoes("T")}</subProcess>'
            )
        ),
        bad(process(line('<task id="T"/>') + undoes("T")), "Z"),
        bad(process(line('<task id="T"/>') + undoes("T"), "camunda7"), "Z", severity="warning"),
        bad(process(line('<task id="T"/>') + undoes("Gone"), "camunda7"), "Z"),
        bad(process(undone() + f'<subProcess id="V"><startEvent id="I"/>{undoes("T")}</subProcess>'), "Z"),
    ),
    "compensation_boundary": (
        good(process(undone())),
        good(process(undone(around=f'<textAnnotation id="N"/>{LEADS.replace("U", "N")}{UNDO}{LEADS}'))),
        bad(process(undone(around=UNDO)), "A"),
        bad(process(undone(around=UNDO), "camunda7"), "A", severity="warning"),
        bad(process(undone(around='<task id="U"/>' + LEADS), "camunda7"), "A"),
        bad(process(undone(around=UNDO + LEADS + flow("A", "End"))), "A"),
        bad(process(undone() + f'<boundaryEvent id="A2" attachedToRef="T">{COMPENSATE}</boundaryEvent>'), "A2", "A2"),
    ),
    "compensation_handler": (
        good(process(undone())),
        bad(process(undone(around=UNDO + LEADS + flow("U", "End"))), "U"),
        bad(process(undone(around=UNDO)), "U", severity="warning"),
        bad(process(undone() + message_event("boundaryEvent", 'attachedToRef="U"').replace('"A"', '"M2"')), "U"),
        good(
            process(undone() + message_event("boundaryEvent", 'attachedToRef="U"').replace('"A"', '"M2"'), "camunda7")
        ),
    ),
    "compensation_start": (
        good(self_undoing(1)),
        bad(self_undoing(2), "C2"),
        bad(self_undoing(1, ' triggeredByEvent="true"'), "C1"),
        bad(
            process(
                self_undoing_inside(1) + f'<boundaryEvent id="A" attachedToRef="B">{COMPENSATE}</boundaryEvent>',
                "camunda7",
            ),
            "C1",
        ),
        bad(process(line() + started_by_compensation(1), "camunda7"), "C1"),
    ),
    "condition_ignored": (
        good(process(split("exclusiveGateway", "=a", "", "R"))),
        bad(process(split("parallelGateway", "=a")), "L", severity="warning"),
        bad(process(split("exclusiveGateway", "=a", "=b", "R")), "R"),
        bad(process(split("inclusiveGateway", "=a", "=b", "R")), "R", severity="warning"),
    ),
    "condition_is_text": (
        good(process(split("exclusiveGateway", "=a", "=b"))),
        good(process(split("exclusiveGateway", "${a}", "${b}"), "camunda7")),
        bad(process(split("exclusiveGateway", "a", "=b")), "L"),
        bad(process(looped('inputCollection="people"')), "A"),
        bad(process(line(task('<zeebe:script expression="1" resultVariable="r"/>', "scriptTask"))), "A"),
    ),
    "condition_missing": (
        good(process(condition_start("A", "=x > 1"))),
        bad(process('<startEvent id="A"><conditionalEventDefinition/></startEvent>'), "A"),
    ),
    "correlation_key_missing": (
        good(process(line(message_event(CATCH)), shared=KEYED)),
        good(process(message_event("startEvent"), shared=NAMED)),
        good(process(line(message_event(CATCH)), "camunda7", NAMED)),
        bad(process(line(message_event(CATCH)), shared=NAMED), "A"),
    ),
    "decision_given": (
        good(process(line(task('<zeebe:taskDefinition type="rate"/>', "businessRuleTask")))),
        good(process(line(task(DECISION, "businessRuleTask")))),
        good(process(line('<businessRuleTask id="A" camunda:expression="${1}"/>'), "camunda7")),
        good(process(line('<businessRuleTask id="A" camunda:decisionRef="d"/>'), "camunda7")),
        bad(process(line('<businessRuleTask id="A"/>')), "A"),
        bad(process(line(task('<zeebe:calledDecision decisionId="" resultVariable="r"/>', "businessRuleTask"))), "A"),
        bad(process(line(task('<zeebe:calledDecision decisionId="d"/>', "businessRuleTask"))), "A"),
        bad(process(line(task(DECISION + '<zeebe:taskDefinition type="rate"/>', "businessRuleTask"))), "A"),
        bad(
            process(line('<businessRuleTask id="A" camunda:decisionRef="d" camunda:expression="${1}"/>'), "camunda7"),
            "A",
            severity="warning",
        ),
    ),
    "decision_missing": (
        good(process(line(task(DECISION, "businessRuleTask"))), Known(decision_ids=frozenset({"d"}))),
        good(process(line('<businessRuleTask id="A" camunda:decisionRef="${which}"/>'), "camunda7")),
        bad(process(line(task(DECISION, "businessRuleTask"))), "A", severity="warning"),
        bad(process(line('<businessRuleTask id="A" camunda:decisionRef="d"/>'), "camunda7"), "A", severity="warning"),
        bad(
            process(line(task(DECISION.replace("/>", ' bindingType="deployment"/>'), "businessRuleTask"))),
            "A",
            known=Known(decision_ids=frozenset({"d"})),
        ),
    ),
    "deed_out_of_place": (
        good(process(line(f'<serviceTask id="A" camunda:expression="{SETS}"/>'), "camunda7")),
        good(process(line(listening(SETS, "start")), "camunda7")),
        good(process(line(listening(NAMES, "create", "taskListener")), "camunda7")),
        good(process(line(listening("${task.setVariable('a', 1)}", "complete", "taskListener")), "camunda7")),
        good(process(line(parameter(SETS)), "camunda7")),
        bad(process(line(parameter(NAMES)), "camunda7"), "A"),
        bad(process(line(f'<userTask id="A" camunda:assignee="{SETS}"/>'), "camunda7"), "A"),
        bad(process(line(listening(NAMES, "start")), "camunda7"), "A"),
        bad(process(line(listening(NAMES, "complete", "taskListener")), "camunda7"), "A"),
        bad(process(line(f'<serviceTask id="A" camunda:expression="{NAMES}"/>'), "camunda7"), "A"),
    ),
    "default_flow_not_outgoing": (
        good(process(split("exclusiveGateway", "=a", "", "R"))),
        bad(process(split("exclusiveGateway", "=a", "=b", "S_G")), "G"),
        bad(process(split("exclusiveGateway", "=a", "=b", "Gone")), "G"),
    ),
    "catcher_twice": (
        good(process(escalated("subProcess", "L", "O", ""), shared=ESCALATIONS)),
        bad(process(escalated("subProcess", "L", "L"), shared=ESCALATIONS), "B1"),
        bad(process(escalated("subProcess", "", ""), shared=ESCALATIONS), "B1"),
        bad(process(escalated("subProcess", "L", ""), "camunda7", shared=ESCALATIONS), "B1"),
    ),
    "escalation_boundary_host": (
        good(process(escalated("subProcess", "L"), shared=ESCALATIONS)),
        good(process(escalated("callActivity", "L"), shared=ESCALATIONS)),
        bad(process(escalated("task", "L"), shared=ESCALATIONS), "B0"),
        bad(process(escalated("userTask", "L"), shared=ESCALATIONS), "B0"),
        good(process(escalated("userTask", "L"), "camunda7", shared=ESCALATIONS)),
    ),
    "duty_readable": (
        good(declared("alur:separateFrom", "B, applicant")),
        good(declared("alur:reasonFor", "keputusan=tolak, setuju=false")),
        good(declared("alur:queue", "strict")),
        bad(declared("alur:separateFrom", "C"), "A"),
        bad(declared("alur:separateFrom", "A"), "A"),
        bad(declared("alur:separateFrom", " , "), "A"),
        bad(declared("alur:separateFrom", "B", "serviceTask"), "A"),
        bad(declared("alur:reasonFor", "tolak"), "A"),
        bad(declared("alur:reasonFor", ","), "A"),
        bad(declared("alur:reasonIn", "why"), "A", severity="warning"),
        bad(declared("alur:queue", "fifo"), "A"),
    ),
    "element_not_supported": (
        good(process(line('<task id="A"/>', '<userTask id="B"/>'))),
        bad(
            process(
                line() + '<subProcess id="E" triggeredByEvent="true"><startEvent id="T"><cancelEventDefinition/>'
                "</startEvent></subProcess>"
            ),
            "T",
        ),
        bad(process(line('<subProcess id="A"><startEvent id="I"/><complexGateway id="X"/></subProcess>')), "X"),
    ),
    "error_boundary_host": (
        good(reported("serviceTask", "camunda8")),
        good(reported("userTask", "camunda7")),
        bad(reported("userTask", "camunda8"), "B", severity="warning"),
    ),
    "error_without_code": (
        good(
            process(
                '<startEvent id="S"/><endEvent id="A"><errorEventDefinition errorRef="E"/></endEvent>' + flow("S", "A"),
                shared='<error id="E" errorCode="no"/>',
            )
        ),
        good(
            process(
                line('<task id="T"/>') + '<boundaryEvent id="A" attachedToRef="T"><errorEventDefinition/>'
                "</boundaryEvent>"
            )
        ),
        bad(process('<endEvent id="A"><errorEventDefinition/></endEvent>'), "A"),
    ),
    "event_based_gateway_targets": (
        good(process(race('<intermediateCatchEvent id="A"><signalEventDefinition/></intermediateCatchEvent>'))),
        bad(process(race('<receiveTask id="A"/>')), "GA"),
        bad(process(race('<task id="A"/>')), "GA"),
        bad(process(race('<intermediateCatchEvent id="A"/>') + flow("S", "A")), "A"),
        bad(process('<startEvent id="S"/><eventBasedGateway id="G"/>' + flow("S", "G")), "G"),
        bad(process(alone(), "camunda8"), "G"),
        bad(process(alone(), "camunda7"), "G", severity="warning"),
    ),
    "event_subprocess_in_ad_hoc": (
        good(process(line('<adHocSubProcess id="A"><task id="B"/></adHocSubProcess>'))),
        bad(
            process(line('<adHocSubProcess id="A"><subProcess id="E" triggeredByEvent="true"/></adHocSubProcess>')),
            "E",
        ),
    ),
    "executable_process": (
        good(process(line())),
        bad(process(line(), executable="false"), "P"),
        bad(definitions('<process id="P" isExecutable="true"/><process id="Q"/>'), "Q", severity="info"),
    ),
    "expression_checked": (
        good(process(split("exclusiveGateway", "=a > 1", "=not(a > 1)"))),
        good(process(split("exclusiveGateway", "${a > 1}", "${empty b}"), "camunda7")),
        bad(process(split("exclusiveGateway", "=a >", "=b")), "L"),
        bad(process(split("exclusiveGateway", "${a >}", "${b}"), "camunda7"), "L"),
        bad(process(line(task('<zeebe:assignmentDefinition assignee="=if"/>'))), "A"),
    ),
    "expression_of_other_dialect": (
        good(process(line(task('<zeebe:assignmentDefinition assignee="=boss"/>')))),
        good(process(line('<userTask id="A" camunda:assignee="${boss}"/>'), "camunda7")),
        bad(process(line(task('<zeebe:assignmentDefinition assignee="${boss}"/>'))), "A", severity="warning"),
        bad(process(line('<userTask id="A" camunda:assignee="=boss"/>'), "camunda7"), "A", severity="warning"),
    ),
    "flow_ends": (
        good(process(line('<task id="A"/>'))),
        bad(process(line() + flow("End", "Start")), "Start", "End"),
    ),
    "flow_without_condition": (
        good(process(split("exclusiveGateway", "=a", "", "R"))),
        good(process(split("parallelGateway"))),
        good(
            process(
                '<startEvent id="S"/><exclusiveGateway id="G"/><endEvent id="E"/>' + flow("S", "G") + flow("G", "E")
            )
        ),
        bad(process(split("exclusiveGateway", "=a")), "R"),
        bad(process(split("inclusiveGateway", "=a")), "R"),
        bad(process(split("inclusiveGateway", "${a}"), "camunda7"), "R", severity="warning"),
    ),
    "form_key_not_shown": (
        good(process(line(task(FORM)))),
        bad(
            process(line('<userTask id="A" camunda:formKey="embedded:app:x.html"/>'), "camunda7"),
            "A",
            severity="warning",
        ),
    ),
    "form_missing": (
        good(process(line(task(FORM))), known=Known(form_ids=frozenset({"ask"}))),
        good(process(line(task(FORM))), **{"ask.form": b'{"id": "ask", "type": "default", "components": []}'}),
        bad(process(line(task(FORM))), "A"),
        bad(process(line(task(FORM))), "A", severity="warning", known=Known(complete=False)),
        bad(
            process(line(task('<zeebe:formDefinition formId="ask" bindingType="deployment"/>'))),
            "A",
            known=Known(form_ids=frozenset({"ask"})),
        ),
    ),
    "form_unreadable": (
        good(embedded('{"type": "default", "components": []}')),
        good(
            process(
                line(task('<camunda:formData><camunda:formField id="a" type="string"/></camunda:formData>')), "camunda7"
            )
        ),
        bad(embedded('{"type": "other"}'), "A"),
        bad(embedded("no json"), "A"),
    ),
    "job_type_missing": (
        good(process(line(task('<zeebe:taskDefinition type="ship"/>', "serviceTask")))),
        bad(process(line('<serviceTask id="A"/>')), "A"),
        bad(process(line('<sendTask id="A"/>'), "plain"), "A"),
        bad(process(line('<serviceTask id="A" camunda:type="external"/>'), "camunda7"), "A"),
    ),
    "language_known": (
        good(process(line('<scriptTask id="A" scriptFormat="ECMAScript"><script>1</script></scriptTask>'), "camunda7")),
        good(process(line('<scriptTask id="A" scriptFormat="feel"><script>1</script></scriptTask>'), "camunda7")),
        bad(process(line('<scriptTask id="A" scriptFormat="groovy"><script>1</script></scriptTask>'), "camunda7"), "A"),
        bad(process(line('<scriptTask id="A"><script>1</script></scriptTask>'), "camunda7"), "A"),
        bad(
            process(
                '<startEvent id="S"/><endEvent id="E"/><sequenceFlow id="F" sourceRef="S" targetRef="E">'
                '<conditionExpression language="groovy">a</conditionExpression></sequenceFlow>',
                "camunda7",
            ),
            "F",
        ),
    ),
    "link_pairs": (
        good(process(linked(("throw", "x"), ("throw", "x"), ("catch", "x")))),
        bad(process(linked(("throw", "x"), ("catch", "y"))), "L0"),
        bad(process(linked(("throw", "x"), ("catch", "x"), ("catch", "x"))), "L2"),
        bad(process(linked(("throw", ""), ("catch", ""))), "L1", "L0"),
        bad(process(linked(("throw", "x"), ("catch", "x")) + flow("L0", "L1")), "L1", "L0"),
    ),
    "listener_not_called": (
        good(process(line(listening(SETS, "end")), "camunda7")),
        bad(
            process(
                line(
                    extended(
                        "eventBasedGateway", 'id="A"', f'<camunda:executionListener event="end" expression="{SETS}"/>'
                    )
                ),
                "camunda7",
            ),
            "A",
        ),
    ),
    "mapping_complete": (
        good(process(line(task('<zeebe:ioMapping><zeebe:input source="=a" target="b"/></zeebe:ioMapping>')))),
        bad(process(line(task('<zeebe:ioMapping><zeebe:input source="=a"/></zeebe:ioMapping>'))), "A"),
    ),
    "mapping_place": (
        good(process(line(task(PARAMETERS)), "camunda7")),
        bad(
            process(line() + boundary_with('<zeebe:ioMapping><zeebe:input source="=a" target="b"/></zeebe:ioMapping>')),
            "B",
        ),
        good(process(beside('<zeebe:ioMapping><zeebe:input source="=a" target="b"/></zeebe:ioMapping>'), shared=NAMED)),
        bad(process(beside(INPUT_7), "camunda7", NAMED), "A"),
        bad(
            process('<startEvent id="S"/>' + task(PARAMETERS, "endEvent") + flow("S", "A"), "camunda7"),
            "A",
        ),
    ),
    "message_sent_by_nobody": (
        good(process(line(message_event("intermediateThrowEvent", extension='<zeebe:taskDefinition type="tell"/>')))),
        bad(process(line(message_event("intermediateThrowEvent")), shared=NAMED), "A"),
        bad(process(line(message_event("intermediateThrowEvent")), "camunda7", NAMED), "A", severity="warning"),
    ),
    "message_without_name": (
        good(process(line('<receiveTask id="A" messageRef="M"/>'), shared=NAMED)),
        bad(process(line('<receiveTask id="A"/>')), "A"),
        bad(process(line('<receiveTask id="A"/>'), "camunda7"), "A", severity="warning"),
        bad(process(line(message_event(CATCH, ref=""))), "A"),
        bad(process(line(message_event(CATCH)), shared='<message id="M"/>'), "A"),
    ),
    "multi_instance_output": (
        good(process(looped('inputCollection="=people"'))),
        bad(process(REPEATED_OUTPUT, "camunda7"), "A"),
    ),
    "multi_instance_without_bounds": (
        good(process(looped('inputCollection="=people"'))),
        good(process(looped("", cardinality="3"), "camunda7")),
        bad(process(looped("", cardinality="3")), "A"),
        bad(process(looped('inputCollection="=people"', cardinality="3")), "A", severity="warning"),
        bad(process(looped("")), "A"),
        bad(process(looped("", cardinality="many"), "camunda7"), "A"),
        bad(process(looped('inputCollection="=people" outputCollection="all"')), "A"),
    ),
    "no_way_in": (
        good(process(line('<task id="T"/>') + message_event("boundaryEvent", 'attachedToRef="T"'))),
        bad(
            process(line() + '<task id="A"/><task id="B"/>' + flow("A", "B") + flow("B", "A")),
            "A",
            "B",
            severity="warning",
        ),
    ),
    "no_way_out": (
        good(process('<startEvent id="S"/><task id="A"/>' + flow("S", "A"))),
        bad(
            process(
                '<startEvent id="S"/><task id="A"/><task id="B"/>' + flow("S", "A") + flow("A", "B") + flow("B", "A")
            ),
            "S",
            "A",
            "B",
            severity="warning",
        ),
    ),
    "script_given": (
        good(process(line(task('<zeebe:script expression="=1" resultVariable="r"/>', "scriptTask")))),
        good(process(line(task('<zeebe:taskDefinition type="script"/>', "scriptTask")))),
        bad(process(line('<scriptTask id="A"/>')), "A"),
        bad(process(line(task('<zeebe:script expression="=1"/>', "scriptTask"))), "A"),
        bad(
            process(line('<scriptTask id="A" scriptFormat="feel"><script>1</script></scriptTask>'), "camunda7"),
            "A",
            severity="warning",
        ),
        good(
            process(
                line(
                    '<scriptTask id="A" scriptFormat="javascript"><script>execution.setVariable("a", 1)</script>'
                    "</scriptTask>"
                ),
                "camunda7",
            )
        ),
    ),
    "signal_without_name": (
        good(process(signal_start("A", "G"), shared='<signal id="G" name="closing"/>')),
        bad(process(signal_start("A", "G"), shared='<signal id="G"/>'), "A"),
        bad(process('<startEvent id="A"><signalEventDefinition/></startEvent>'), "A"),
    ),
    "start_event_required": (
        good(process(line(f'<subProcess id="A">{line().replace("Start", "S2").replace("End", "E2")}</subProcess>'))),
        good(process('<startEvent id="S"/>' + message_event("startEvent"), shared=NAMED)),
        bad(process('<task id="A"/>'), "P"),
        bad(process('<startEvent id="S"/><startEvent id="A"/>'), "A"),
        bad(process(line('<subProcess id="A"><task id="B"/></subProcess>')), "A"),
        bad(process(line('<subProcess id="B">' + message_event("startEvent") + "</subProcess>"), shared=NAMED), "A"),
    ),
    "start_event_twice": (
        bad(
            process(
                signal_start("S", "G") + signal_start("A", "H"),
                shared='<signal id="G" name="closing"/><signal id="H" name="closing"/>',
            ),
            "A",
        ),
        bad(process(condition_start("S", "=x > 1") + condition_start("A", "=x > 1")), "A"),
        good(process(condition_start("S", "=x > 1") + condition_start("A", "=x > 2"))),
        good(process('<startEvent id="S"/>' + message_event("startEvent"), shared=NAMED)),
        bad(
            process(
                '<startEvent id="S"><messageEventDefinition messageRef="M"/></startEvent>'
                + message_event("startEvent"),
                shared=NAMED,
            ),
            "A",
        ),
    ),
    "task_schedule_readable": (
        good(process(line('<userTask id="A" camunda:dueDate="P2D" camunda:priority="50"/>'), "camunda7")),
        good(process(line(task('<zeebe:taskSchedule dueDate="=now()" followUpDate="2026-12-01T08:00:00Z"/>')))),
        bad(process(line('<userTask id="A" camunda:dueDate="tomorrow"/>'), "camunda7"), "A"),
        bad(process(line(task('<zeebe:priorityDefinition priority="high"/>'))), "A"),
    ),
    "timer_readable": (
        good(process(line(timer("timeDuration", "P2DT3H")))),
        good(process(line(timer("timeDuration", "R10/PT5S")), "camunda7")),
        bad(process(line(timer("timeDuration", "R10/PT5S"))), "A"),
        good(process(line(timer("timeDate", "2026-12-01T08:00:00+07:00")))),
        good(process(line(timer("timeDate", "P2D")), "camunda7")),
        good(process(line(timer("timeDuration", "=limit")))),
        good(process(timer("timeCycle", "0 0 9 * * MON-FRI", "startEvent"))),
        good(process(timer("timeCycle", "0 0/5 * * * ?", "startEvent"), "camunda7")),
        good(process(timer("timeDuration", "P1D", "startEvent"), "camunda7")),
        bad(process(timer("timeDuration", "P1D", "startEvent")), "A"),
        bad(process(timer("timeCycle", "0 9 * * *", "startEvent")), "A"),
        bad(process(timer("timeCycle", "R/P1D/2026-01-07T12:00:00Z", "startEvent")), "A"),
        good(process(timer("timeCycle", "R/P1D/2026-01-07T12:00:00Z", "startEvent"), "camunda7")),
        bad(process(timer("timeCycle", "0 0 9 * * MON-FRI", "startEvent"), "camunda7"), "A"),
        bad(process(line('<intermediateCatchEvent id="A"><timerEventDefinition/></intermediateCatchEvent>')), "A"),
        bad(process(line(timer("timeDuration", "two days"))), "A"),
        bad(process(line(timer("timeDate", "P2D"))), "A"),
        bad(process(line(timer("timeCycle", "R3/PT1H"))), "A"),
        bad(process(line(timer("timeCycle", "R3/PT1H")), "camunda7"), "A", severity="warning"),
    ),
    "unknown_function": (
        good(process(split("exclusiveGateway", "=count(a) > 1", "=not(a)"))),
        bad(process(split("exclusiveGateway", "=counted(a) > 1", "=b")), "L", severity="warning"),
    ),
    "unknown_variable": (
        good(process(sets_total("=totalAmount + 1"))),
        good(process(sets_total("=totalAmounts + totalAmount2 + other"))),
        good(process(sets_total("=orders[totalamount = 1]"))),
        good(process(sets_total("=loopCounter"))),
        good(process(sets_total("=totalamount")), ask=TOTALS),
        good(process(items("=person", "=other"))),
        bad(process(sets_total("=totalamount + 1")), "B", severity="warning"),
        bad(process(sets_total("=totalAmuont")), "B", severity="warning"),
        bad(process(sets_total("=totalAmoun")), "B", severity="warning"),
        bad(process(items("=a", "=person")), "B", severity="warning"),
        bad(process(items("=loopCounter", "=loopCounter")), "B", severity="warning"),
        bad(process(line(CASED), "camunda7"), "A", severity="warning"),
    ),
    "user_task_unreceivable": (
        good(process(line(task('<zeebe:assignmentDefinition candidateGroups="desk"/>')))),
        bad(process(line('<userTask id="A"/>')), "A", severity="warning"),
    ),
}
