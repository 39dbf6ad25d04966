"""Executes procedures: keeps their cases, tasks, jobs and history. Knows nothing of HTTP.

    engine = Engine(url)
    engine.do(StartInstance("leave", variables={...}), by=person)

What is exported here is all that other rooms need, beside ``engine.queries`` (reads for screens).
"""

from __future__ import annotations

from engine.answers import (
    Broadcast,
    Completed,
    Correlated,
    Deployed,
    DeployedDecision,
    DeployedDefinition,
    DeployedForm,
    Proposed,
    Published,
    Started,
    TakenJob,
)
from engine.clock import Clock, MovableClock, SystemClock
from engine.commands.activation import ActivateJobs, HoldJob, JobRequest, ReleaseJob, SetJobRetries
from engine.commands.ad_hoc import BeginElement, BeginElements
from engine.commands.broadcasts import (
    BroadcastSignal,
    DeliverBroadcast,
    DeliverBroadcasts,
    EvaluateConditions,
    ForgetBroadcasts,
)
from engine.commands.correlation import CorrelateMessage
from engine.commands.deletion import DeleteDefinitions, DeleteDeployment, DeleteResource
from engine.commands.deployments import Deploy
from engine.commands.incidents import RetryIncident
from engine.commands.instances import CancelInstance, SetVariables, StartInstance, SuspendInstance
from engine.commands.jobs import CompleteJob, FailJob, TakeJob, ThrowJobError
from engine.commands.messages import DeliverMessage, DeliverMessages, ForgetMessages, PublishMessage
from engine.commands.migration import MigrateInstances, PreviewMigration
from engine.commands.modification import ModifyInstance
from engine.commands.proposals import Enact, Propose, PutInForce, Reject, SetEnactment
from engine.commands.task_updates import UpdateTask
from engine.commands.task_ways import EscalateTask, ThrowTaskError
from engine.commands.tasks import AssignTask, ClaimTask, CompleteTask, SaveDraft, UnclaimTask
from engine.commands.timers import FireStart, FireTimer, FireTimers
from engine.commands.trials import AskTrial
from engine.commands.withdrawal import Withdraw
from engine.errors import (
    Conflict,
    InvalidCommand,
    InvalidDeployment,
    InvalidValues,
    NotAllowed,
    NotFound,
    Refusal,
    Unavailable,
    WrongState,
)
from engine.flow.moving import Leave, Shift
from engine.flow.places import Begin
from engine.person import CITIZEN, ROLES, SYSTEM, Person, StandIn
from engine.work import Command, Engine, Work

__all__ = [
    "CITIZEN",
    "ROLES",
    "SYSTEM",
    "ActivateJobs",
    "AskTrial",
    "AssignTask",
    "Begin",
    "BeginElement",
    "BeginElements",
    "Broadcast",
    "BroadcastSignal",
    "CancelInstance",
    "ClaimTask",
    "Clock",
    "Command",
    "CompleteJob",
    "CompleteTask",
    "Completed",
    "Conflict",
    "CorrelateMessage",
    "Correlated",
    "DeleteDefinitions",
    "DeleteDeployment",
    "DeleteResource",
    "DeliverBroadcast",
    "DeliverBroadcasts",
    "DeliverMessage",
    "DeliverMessages",
    "Deploy",
    "Deployed",
    "DeployedDecision",
    "DeployedDefinition",
    "DeployedForm",
    "Enact",
    "Engine",
    "EscalateTask",
    "EvaluateConditions",
    "FailJob",
    "FireStart",
    "FireTimer",
    "FireTimers",
    "ForgetBroadcasts",
    "ForgetMessages",
    "HoldJob",
    "InvalidCommand",
    "InvalidDeployment",
    "InvalidValues",
    "JobRequest",
    "Leave",
    "MigrateInstances",
    "ModifyInstance",
    "MovableClock",
    "NotAllowed",
    "NotFound",
    "Person",
    "PreviewMigration",
    "Propose",
    "Proposed",
    "PublishMessage",
    "Published",
    "PutInForce",
    "Refusal",
    "Reject",
    "ReleaseJob",
    "RetryIncident",
    "SaveDraft",
    "SetEnactment",
    "SetJobRetries",
    "SetVariables",
    "Shift",
    "StandIn",
    "StartInstance",
    "Started",
    "SuspendInstance",
    "SystemClock",
    "TakeJob",
    "TakenJob",
    "ThrowJobError",
    "ThrowTaskError",
    "Unavailable",
    "UnclaimTask",
    "UpdateTask",
    "Withdraw",
    "Work",
    "WrongState",
]
