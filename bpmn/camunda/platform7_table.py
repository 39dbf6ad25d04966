"""Camunda 7's words: where Alur honours them, and what follows from those it does not."""

from __future__ import annotations

from bpmn.camunda.table import ANYWHERE, Row, Table
from bpmn.reader.vocabulary import CAMUNDA
from bpmn.sentence import say

TASK = frozenset({"userTask"})
FORM = frozenset({"userTask", "startEvent"})
JOB = frozenset({"serviceTask", "sendTask", "businessRuleTask", "messageEventDefinition"})
CALL = frozenset({"callActivity"})
RULES = frozenset({"businessRuleTask"})
REPEAT = frozenset({"multiInstanceLoopCharacteristics"})
MAPPED = frozenset({
    "task", "userTask", "manualTask", "scriptTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask",
    "subProcess", "transaction", "callActivity", "startEvent", "intermediateCatchEvent", "intermediateThrowEvent",
    "endEvent", "boundaryEvent",
})  # fmt: skip
LISTENED = MAPPED | {
    "adHocSubProcess", "exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "sequenceFlow",
    "process",
}  # fmt: skip
CONTINUED = (LISTENED - {"process", "sequenceFlow", "eventBasedGateway"}) | REPEAT
VALUE = frozenset({"inputParameter", "outputParameter", "list", "entry"})

ATTRIBUTES = {
    "assignee": TASK,
    "candidateUsers": TASK,
    "candidateGroups": TASK,
    "dueDate": TASK,
    "followUpDate": TASK,
    "priority": TASK,
    "formKey": FORM,
    "formRef": FORM,
    "formRefBinding": FORM,
    "formRefVersion": FORM,
    "initiator": frozenset({"startEvent"}),
    "topic": JOB,
    "taskPriority": JOB | {"process"},
    "jobPriority": CONTINUED | {"process"},
    "class": JOB,
    "delegateExpression": JOB,
    "type": JOB,
    "collection": REPEAT,
    "elementVariable": REPEAT,
    "calledElementBinding": CALL,
    "calledElementVersion": CALL,
    "calledElementVersionTag": CALL,
    "decisionRef": RULES,
    "decisionRefBinding": RULES,
    "decisionRefVersion": RULES,
    "decisionRefVersionTag": RULES,
    "mapDecisionResult": RULES,
    "resultVariable": JOB | {"scriptTask"},
    "expression": JOB,
    "versionTag": frozenset({"process"}),
    "async": CONTINUED,
    "asyncBefore": CONTINUED,
    "asyncAfter": CONTINUED,
    "errorCodeVariable": frozenset({"errorEventDefinition"}),
    "errorMessageVariable": frozenset({"errorEventDefinition"}),
    "errorMessage": frozenset({"error"}),
    "escalationCodeVariable": frozenset({"escalationEventDefinition"}),
    "variableName": frozenset({"conditionalEventDefinition"}),
    "variableEvents": frozenset({"conditionalEventDefinition"}),
}

ELEMENTS = {
    "inputOutput": MAPPED,
    "inputParameter": frozenset({"inputOutput"}),
    "outputParameter": frozenset({"inputOutput"}),
    "in": CALL | {"signalEventDefinition"},
    "out": CALL,
    "errorEventDefinition": JOB,
    "properties": ANYWHERE,
    "property": frozenset({"properties"}),
    "formData": FORM,
    "formField": frozenset({"formData"}),
    "formProperty": FORM,
    "value": frozenset({"formField", "list", "entry"}),
    "string": frozenset({"list", "entry"}),
    "list": VALUE,
    "map": VALUE,
    "entry": frozenset({"map"}),
    "script": VALUE | {"executionListener", "taskListener"},
    "executionListener": LISTENED,
    "taskListener": TASK,
    "failedJobRetryTimeCycle": CONTINUED,
    "validation": frozenset({"formField"}),
    "constraint": frozenset({"validation"}),
}

INSIDE = {
    "inputParameter": frozenset({"name"}),
    "outputParameter": frozenset({"name"}),
    "in": frozenset({"source", "sourceExpression", "target", "variables", "businessKey"}),
    "out": frozenset({"source", "sourceExpression", "target", "variables"}),
    "errorEventDefinition": frozenset({"id", "errorRef", "expression"}),
    "property": frozenset({"id", "name", "value"}),
    "formField": frozenset({"id", "label", "type", "defaultValue"}),
    "formProperty": frozenset({"id", "name", "type", "required", "writable", "default"}),
    "value": frozenset({"id", "name"}),
    "constraint": frozenset({"name", "config"}),
    "entry": frozenset({"key"}),
    "script": frozenset({"scriptFormat"}),
    "executionListener": frozenset({"event", "expression"}),
    "taskListener": frozenset({"event", "expression", "id"}),
}

JAVA = Row("error", say("{word} names Java code, which Alur does not run; use an external task or a connector job."))
ELSEWHERE = Row("error", say("{word} takes its text from another resource; write the text into the diagram."))
CASES = Row("error", say("{word}: Alur does not call CMMN cases."))
TENANT = Row("warning", say("{word} is ignored: an installation of Alur has one tenant."))
TEMPLATE = Row("info", say("{word} is documentation only: what the element template filled in is read."))
STARTERS = Row("warning", say("{word} is ignored: the process property alur:audience says who may start it."))
SAID = Row(None)

ROWS = {
    # what a process does would change without it
    "executionListener/@class": JAVA,
    "executionListener/@delegateExpression": JAVA,
    "taskListener/@class": JAVA,
    "taskListener/@delegateExpression": JAVA,
    "@formHandlerClass": JAVA,
    "@variableMappingClass": JAVA,
    "@variableMappingDelegateExpression": JAVA,
    "@type": Row("error", say("{word} on {owner} is honoured only as external, together with a topic.")),
    "@resource": ELSEWHERE,
    "@caseRef": CASES,
    "@caseBinding": SAID,
    "@caseVersion": SAID,
    "@caseTenantId": SAID,
    "connector": Row("error", say("{word}: Alur does not run Camunda 7's connectors; use an external task.")),
    "in/@local": Row("error", say("{word} is not honoured: all variables that the call activity sees are meant.")),
    "out/@local": Row("error", say("{word} is not honoured: outputs go to the nearest scope that has the name.")),
    "formField/properties": SAID,
    "formProperty/@variable": Row("error", say("{word} on {owner} is not honoured; name the field like the variable.")),
    "formProperty/@expression": Row("error", say("{word} on {owner} is not honoured.")),
    "formProperty/@readable": Row("warning", say("{word} on {owner} is ignored: every field is shown.")),
    "formProperty/@datePattern": Row("info", say("{word} is ignored: dates are shown as the reader's language wants.")),
    "formField/@datePattern": Row("info", say("{word} is ignored: dates are shown as the reader's language wants.")),
    "formData/@businessKey": Row("warning", say("{word} is ignored: no form field becomes the business key.")),
    "in/@deploymentId": SAID,
    # belongs to an element that is refused or to a word that has its own finding
    "field": Row("warning", say("{word} is not handed to a worker; give the value as an input parameter.")),
    "@decisionRefTenantId": TENANT,
    "@diagramRelationId": SAID,
    "@exclusive": Row("info", say("{word} is documentation only: the steps of one case never run at the same time.")),
    # how, not what
    "@calledElementTenantId": TENANT,
    "@candidateStarterUsers": STARTERS,
    "@candidateStarterGroups": STARTERS,
    "potentialStarter": STARTERS,
    "@isStartableInTasklist": STARTERS,
    "@historyTimeToLive": Row("info", say("{word} is documentation only: the record of a case is kept.")),
    "@modelerTemplate": TEMPLATE,
    "@modelerTemplateVersion": SAID,
    "@modelerTemplateIcon": SAID,
}

TABLE = Table("camunda", CAMUNDA, ATTRIBUTES, ELEMENTS, INSIDE, ROWS)
