"""Activities, with and without multi-instance; the markers on any of them; and what belongs to choreographies."""

from __future__ import annotations

from bpmn.elements import why_not
from bpmn.elements.row import INSIDE, MULTI_INSTANCE, Row

ACTIVITIES = (
    Row("task"),
    Row("userTask"),
    Row("manualTask"),
    Row("scriptTask"),
    Row("serviceTask"),
    Row("sendTask"),
    Row("receiveTask"),
    Row("businessRuleTask"),
    Row("callActivity"),
    Row("subProcess"),
    Row("subProcess", variant=INSIDE),
    Row("transaction", camunda8=why_not.NO_TRANSACTION),
    Row("adHocSubProcess", camunda7=why_not.NO_AD_HOC),
    Row("task", variant=MULTI_INSTANCE),
    Row("userTask", variant=MULTI_INSTANCE),
    Row("manualTask", variant=MULTI_INSTANCE),
    Row("scriptTask", variant=MULTI_INSTANCE),
    Row("serviceTask", variant=MULTI_INSTANCE),
    Row("sendTask", variant=MULTI_INSTANCE),
    Row("receiveTask", variant=MULTI_INSTANCE),
    Row("businessRuleTask", variant=MULTI_INSTANCE),
    Row("callActivity", variant=MULTI_INSTANCE),
    Row("subProcess", variant=MULTI_INSTANCE),
    Row("transaction", variant=MULTI_INSTANCE, camunda8=why_not.NO_TRANSACTION),
    Row("adHocSubProcess", variant=MULTI_INSTANCE, camunda7=why_not.NO_AD_HOC),
)
MARKERS = (
    Row("standardLoopCharacteristics", refused=why_not.STANDARD_LOOP),
    Row("isForCompensation"),
)
NOT_IN_PROCESSES = (
    Row("choreographyTask", refused=why_not.CHOREOGRAPHY),
    Row("subChoreography", refused=why_not.CHOREOGRAPHY),
    Row("callChoreography", refused=why_not.CHOREOGRAPHY),
)
