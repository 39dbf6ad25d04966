"""Camunda 8's words: where Alur honours them, and what follows from those it does not."""

from __future__ import annotations

from bpmn.camunda.table import ANYWHERE, Row, Table
from bpmn.reader.vocabulary import ZEEBE
from bpmn.sentence import say

TASK = frozenset({"userTask"})
FORM = frozenset({"userTask", "startEvent"})
JOB = frozenset({
    "serviceTask", "sendTask", "scriptTask", "businessRuleTask", "intermediateThrowEvent", "endEvent",
})  # fmt: skip
PROCESS = frozenset({"process"})
MAPPED = frozenset({
    "task", "userTask", "manualTask", "scriptTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask",
    "subProcess", "adHocSubProcess", "callActivity", "startEvent", "intermediateCatchEvent", "intermediateThrowEvent",
    "endEvent", "boundaryEvent",
})  # fmt: skip
LISTENED = MAPPED | PROCESS | {
    "transaction", "adHocSubProcess", "exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway",
}  # fmt: skip

ELEMENTS = {
    "taskDefinition": JOB,
    "taskHeaders": JOB | {"executionListener", "taskListener"},
    "executionListeners": LISTENED,
    "executionListener": frozenset({"executionListeners"}),
    "taskListeners": TASK,
    "taskListener": frozenset({"taskListeners"}),
    "header": frozenset({"taskHeaders"}),
    "ioMapping": MAPPED,
    "input": frozenset({"ioMapping"}),
    "output": frozenset({"ioMapping"}),
    "userTask": TASK,
    "assignmentDefinition": TASK,
    "taskSchedule": TASK,
    "priorityDefinition": TASK,
    "formDefinition": FORM,
    "userTaskForm": PROCESS,
    "calledElement": frozenset({"callActivity"}),
    "calledDecision": frozenset({"businessRuleTask"}),
    "script": frozenset({"scriptTask"}),
    "subscription": frozenset({"message"}),
    "loopCharacteristics": frozenset({"multiInstanceLoopCharacteristics"}),
    "adHoc": frozenset({"adHocSubProcess"}),
    "versionTag": PROCESS,
    "conditionalFilter": frozenset({"conditionalEventDefinition"}),
    "properties": ANYWHERE,
    "property": frozenset({"properties"}),
}

INSIDE = {
    "taskDefinition": frozenset({"type", "retries"}),
    "executionListener": frozenset({"eventType", "type", "retries"}),
    "taskListener": frozenset({"eventType", "type", "retries"}),
    "header": frozenset({"key", "value", "id"}),
    "input": frozenset({"source", "target"}),
    "output": frozenset({"source", "target"}),
    "assignmentDefinition": frozenset({"assignee", "candidateGroups", "candidateUsers"}),
    "taskSchedule": frozenset({"dueDate", "followUpDate"}),
    "priorityDefinition": frozenset({"priority"}),
    "formDefinition": frozenset({"formId", "formKey", "externalReference", "bindingType", "versionTag"}),
    "userTaskForm": frozenset({"id"}),
    "calledElement": frozenset({
        "processId", "propagateAllChildVariables", "propagateAllParentVariables", "bindingType", "versionTag",
    }),
    "calledDecision": frozenset({"decisionId", "resultVariable", "bindingType", "versionTag"}),
    "script": frozenset({"expression", "resultVariable"}),
    "subscription": frozenset({"correlationKey"}),
    "loopCharacteristics": frozenset({
        "inputCollection", "inputElement", "outputCollection", "outputElement",
    }),
    "adHoc": frozenset({"activeElementsCollection", "outputCollection", "outputElement"}),
    "versionTag": frozenset({"value"}),
    "conditionalFilter": frozenset({"variableNames", "variableEvents"}),
    "property": frozenset({"name", "value", "id"}),
}  # fmt: skip

TEMPLATE = Row("info", say("{word} is documentation only: what the element template filled in is read."))
SAID = Row(None)

ROWS = {
    "publishMessage": Row("error", say("{word} is not honoured: a job worker has to send the message.")),
    "linkedResources": Row("error", say("{word} is not honoured: Alur hands no linked resources to workers.")),
    "calledElement/@businessId": Row("warning", say("{word} is ignored: the case's business key is handed on.")),
    "jobPriorityDefinition": Row("info", say("{word} is documentation only: jobs are done in the order of creation.")),
    "userTask/taskHeaders": Row("info", say("{word} on {owner} is documentation only.")),
    # belongs to an element that is refused
    "@modelerTemplate": TEMPLATE,
    "@modelerTemplateVersion": SAID,
    "@modelerTemplateIcon": SAID,
}

TABLE = Table("zeebe", ZEEBE, {}, ELEMENTS, INSIDE, ROWS)
