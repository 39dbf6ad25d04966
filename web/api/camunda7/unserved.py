"""Parameters of Camunda 7's queries that Alur cannot answer: refused by name, so that no filter is quietly left out.
Those that no Camunda knows are passed over, as Camunda 7 does (AbstractSearchQueryDto)."""

from __future__ import annotations

EXPRESSIONS = (
    "assignee", "assigneeLike", "candidateGroup", "candidateGroups", "candidateUser", "createdAfter", "createdBefore",
    "createdOn", "dueAfter", "dueBefore", "dueDate", "followUpAfter", "followUpBefore",
    "followUpBeforeOrNotExistent", "followUpDate", "involvedUser", "owner", "processInstanceBusinessKey",
    "processInstanceBusinessKeyLike", "updatedAfter",
)  # fmt: skip
CASES = (
    "caseActivityIdIn", "caseDefinitionId", "caseDefinitionKey", "caseDefinitionName", "caseDefinitionNameLike",
    "caseExecutionId", "caseExecutionIdIn", "caseInstanceBusinessKey", "caseInstanceBusinessKeyLike",
    "caseInstanceId", "caseInstanceIdIn", "caseInstanceVariables", "subCaseInstance", "subCaseInstanceId",
    "superCaseInstance", "superCaseInstanceId",
)  # fmt: skip
OTHERS = (
    "activityIdIn", "activityInstanceId", "activityInstanceIdIn", "activityName", "activityNameLike", "activityType",
    "batchId", "batchIdIn", "candidateGroupLike", "category", "categoryLike", "causeIncidentId", "completeScope",
    "createdAfter", "createdBefore", "decisionRequirementsDefinitionId", "decisionRequirementsDefinitionKey",
    "description", "descriptionLike", "entityType", "entityTypeIn", "eventType", "executedActivityAfter",
    "executedJobAfter", "executedJobBefore", "executionId", "executionIdIn",
    "externalTaskId", "finishDateBy", "finishDateOn", "finishedAfter", "finishedBefore", "incidentIdIn",
    "incidentMessage", "incidentMessageLike", "incidentStatus", "incidentType", "internallyTerminated",
    "jobDefinitionId", "jobDefinitionIdIn", "jobId", "operationId", "operationType", "parentTaskId",
    "priorityHigherThanOrEquals", "priorityLowerThanOrEquals", "processInstanceBusinessKeyIn", "property",
    "resourceName", "resourceNameLike", "rootCauseIncidentId", "rootProcessInstanceId", "startDateBy", "startDateOn",
    "startableBy", "subProcessInstance", "superProcessInstance", "taskDescription", "taskDescriptionLike",
    "taskId", "taskIdIn", "taskInvolvedUser", "taskOwner", "taskOwnerLike", "taskParentTaskId", "taskVariables",
    "taskAssigned", "taskUnassigned", "updatedAfter", "userId", "variableScopeIdIn", "variableTypeIn", "variableValue",
    "variableValues", "variables", "withException", "withIncidents", "withJobsRetrying", "withRootIncidents",
)  # fmt: skip
UNSERVED = frozenset((*(f"{name}Expression" for name in EXPRESSIONS), *CASES, *OTHERS))
"""A list that has one of these as a filter of its own answers it all the same."""
