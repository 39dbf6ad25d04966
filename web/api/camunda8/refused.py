"""Operations of the published API that Alur does not serve; each answers 501 with a sentence that says why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpmn.sentence import Sentence, say
from web.api.camunda8.api import api


@dataclass(frozen=True, slots=True)
class Group:
    """Operations that are refused for the same reason. ``applicable``: they could be served by an engine like Alur."""

    sentence: Sentence
    applicable: bool
    operations: str


GROUPS = (
    Group(
        say("Accounts, groups, roles and rights are kept by Alur's administrators, not through this API."),
        False,
        """
        POST /authentication/me/authorizations/search
        POST /authorizations
        POST /authorizations/search
        DELETE,GET,PUT /authorizations/{authorizationKey}
        POST /groups
        POST /groups/search
        DELETE,GET,PUT /groups/{groupId}
        POST /groups/{groupId}/clients/search
        DELETE,PUT /groups/{groupId}/clients/{clientId}
        POST /groups/{groupId}/mapping-rules/search
        DELETE,PUT /groups/{groupId}/mapping-rules/{mappingRuleId}
        POST /groups/{groupId}/roles/search
        POST /groups/{groupId}/users/search
        DELETE,PUT /groups/{groupId}/users/{username}
        POST /mapping-rules
        POST /mapping-rules/search
        DELETE,GET,PUT /mapping-rules/{mappingRuleId}
        POST /roles
        POST /roles/search
        DELETE,GET,PUT /roles/{roleId}
        POST /roles/{roleId}/clients/search
        DELETE,PUT /roles/{roleId}/clients/{clientId}
        POST /roles/{roleId}/groups/search
        DELETE,PUT /roles/{roleId}/groups/{groupId}
        POST /roles/{roleId}/mapping-rules/search
        DELETE,PUT /roles/{roleId}/mapping-rules/{mappingRuleId}
        POST /roles/{roleId}/users/search
        DELETE,PUT /roles/{roleId}/users/{username}
        POST /setup/user
        POST /tenants
        POST /tenants/search
        DELETE,GET,PUT /tenants/{tenantId}
        POST /tenants/{tenantId}/clients/search
        DELETE,PUT /tenants/{tenantId}/clients/{clientId}
        POST /tenants/{tenantId}/groups/search
        DELETE,PUT /tenants/{tenantId}/groups/{groupId}
        POST /tenants/{tenantId}/mapping-rules/search
        DELETE,PUT /tenants/{tenantId}/mapping-rules/{mappingRuleId}
        POST /tenants/{tenantId}/roles/search
        DELETE,PUT /tenants/{tenantId}/roles/{roleId}
        POST /tenants/{tenantId}/users/search
        DELETE,PUT /tenants/{tenantId}/users/{username}
        POST /users
        POST /users/search
        DELETE,GET,PUT /users/{username}
        """,
    ),
    Group(
        say("Alur is one program on one PostgreSQL: it has no cluster, brokers or exporters to look after."),
        False,
        """
        GET,POST /backups/history
        DELETE,GET /backups/history/{backupId}
        GET,POST /backups/runtime
        DELETE,GET /backups/runtime/state
        POST /backups/runtime/state/sync
        DELETE,GET /backups/runtime/{backupId}
        PUT /clock
        POST /clock/reset
        GET,POST /cluster/v2/backups/history
        DELETE,GET /cluster/v2/backups/history/{backupId}
        GET,POST /cluster/v2/backups/runtime
        DELETE,GET /cluster/v2/backups/runtime/state
        POST /cluster/v2/backups/runtime/state/sync
        DELETE,GET /cluster/v2/backups/runtime/{backupId}
        GET /cluster/v2/exporting
        POST /cluster/v2/exporting/pause
        POST /cluster/v2/exporting/resume
        PATCH /cluster/v2/mode
        DELETE,GET,POST /cluster/v2/rebalance
        POST /cluster/v2/restore
        GET /cluster/v2/status
        GET /cluster/v2/status/upgrade
        GET /cluster/v2/topology
        GET /exporting
        POST /exporting/pause
        POST /exporting/resume
        GET /license
        PATCH /mode
        GET,POST /restore
        GET /system/configuration
        GET /system/usage-metrics
        """,
    ),
    Group(
        say("Alur has no store for this; use variables of the case, or settings of the installation."),
        False,
        """
        POST /agent-definitions/search
        GET /agent-definitions/{agentDefinitionKey}
        POST /agent-instances
        POST /agent-instances/search
        GET,PATCH /agent-instances/{agentInstanceKey}
        POST /agent-instances/{agentInstanceKey}/history/search
        POST /cluster-variables/global
        DELETE,GET,PUT /cluster-variables/global/{name}
        POST /cluster-variables/search
        POST /cluster-variables/tenants/{tenantId}
        DELETE,GET,PUT /cluster-variables/tenants/{tenantId}/{name}
        POST /documents
        POST /documents/batch
        DELETE,GET /documents/{documentId}
        POST /documents/{documentId}/links
        POST /global-task-listeners
        POST /global-task-listeners/search
        DELETE,GET,PUT /global-task-listeners/{id}
        POST /resources/search
        GET /resources/{resourceKey}
        GET /resources/{resourceKey}/content
        GET /resources/{resourceKey}/content/binary
        POST /secrets/list
        POST /secrets/resolve
        """,
    ),
    Group(
        say("Alur does this one case at a time; there are no batch operations."),
        True,
        """
        POST /batch-operation-items/search
        POST /batch-operations/search
        GET /batch-operations/{batchOperationKey}
        POST /batch-operations/{batchOperationKey}/cancellation
        POST /batch-operations/{batchOperationKey}/resumption
        POST /batch-operations/{batchOperationKey}/suspension
        POST /jobs/batch-update
        POST /process-instances/cancellation
        POST /process-instances/deletion
        POST /process-instances/incident-resolution
        POST /process-instances/migration
        POST /process-instances/modification
        POST /process-instances/resumption
        POST /process-instances/suspension
        """,
    ),
    Group(
        say("This is not served here; the audit trail of Alur shows it with proof."),
        True,
        """
        POST /audit-logs/search
        GET /audit-logs/{auditLogKey}
        POST /correlated-message-subscriptions/search
        POST /decision-instances/deletion
        POST /decision-instances/search
        GET /decision-instances/{decisionEvaluationInstanceKey}
        POST /decision-instances/{decisionEvaluationKey}/deletion
        POST /user-tasks/{userTaskKey}/audit-logs/search
        """,
    ),
    Group(
        say("Alur gives no case another business key, nor deletes one: its history is its proof."),
        True,
        """
        POST /process-instances/{processInstanceKey}/business-id-assignment
        POST /process-instances/{processInstanceKey}/deletion
        """,
    ),
    Group(
        say("These statistics are not served."),
        True,
        """
        POST /element-instances/wait-states/search
        POST /incidents/statistics/process-instances-by-definition
        POST /incidents/statistics/process-instances-by-error
        POST /jobs/statistics/by-types
        POST /jobs/statistics/by-workers
        POST /jobs/statistics/errors
        GET /jobs/statistics/global
        POST /jobs/statistics/time-series
        POST /process-definitions/statistics/message-subscriptions
        POST /process-definitions/statistics/process-instances
        POST /process-definitions/statistics/process-instances-by-version
        GET /process-instances/{processInstanceKey}/statistics/wait-states
        """,
    ),
    Group(
        say("This operation is not served."),
        True,
        """
        POST /expression/evaluation
        POST /process-definitions/{processDefinitionKey}/variable-names/search
        POST /process-instances/{processInstanceKey}/incident-resolution
        """,
    ),
)


def _places(group: Group) -> Iterator[tuple[str, str]]:
    for methods, path in (line.split() for line in group.operations.strip().splitlines()):
        for method in methods.split(","):
            yield method, path


def strange() -> frozenset[tuple[str, str]]:
    """Method and path of what an engine like Alur has no use for."""
    return frozenset(place for group in GROUPS if not group.applicable for place in _places(group))


api.refuse({place: group.sentence for group in GROUPS for place in _places(group)})
