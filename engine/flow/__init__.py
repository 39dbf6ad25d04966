"""The kernel: moves a case from wait to wait. The only room that imports SpiffWorkflow; knows no database, no person.

    definition = Definition(key, compile_process(diagram, process_id))      once per deployed version, shared, immutable
    case = Case.begin(definition, instance, variables, host)                 not yet run
    case = Case.restore(definition, snapshot, variables, host, rest)         variables: {instance key: mapping}
    case.start(element_id=None, values=None)    at the none start event, or at a given (message) start event
    case.complete(token, values)        a user task or job is done
    case.failed(token, report, values)  a worker could not do a job: was that an error of the diagram (Camunda 7)?
    case.throw_error(token, code, message, values)     a job or user task ends with a BPMN error
    case.escalate(token, code, values)  an escalation is thrown at a user task (Camunda 7)
    case.ways_out(token)                what the border of a user task offers for that: errors and escalations
    case.trigger(token, values)         its message or signal arrived, its timer is due
    case.begin_element(ad_hoc, element, values)        a person begins an element of an open ad-hoc subprocess
    case.stick(token, code, sentence)   an incident from outside (a job without retries left)
    case.retry(token)                   resolves the token's incident by trying again
    case.set_variables(values, token=None, local=False, instance=None)
    case.cancel()
    step = case.step()                  runs until everything waits and tells what changed since the last call
    case.pieces()                       the state to be stored after a step: a snapshot, and rows for what rests apart
    case.waits()  case.incidents()      all of them, for checks; cost grows with the live tokens

A verb on a token that does not wait in that way raises NotWaiting. Everything else that goes wrong is an incident.

A token waits at most once under its number, but for incidents: ``stick`` and an uncaught job error close its wait, and
``retry`` opens it again under the same number. A re-armed guard (a cycle timer, a repeatable message) is a new token.
The facts of the root begin with ``instance_started`` too (its ``parent`` is None). Write the step before the next verb:
its snapshot shares the live tokens' memos.
"""

from engine.flow.case import Case as Case
from engine.flow.definition import Definition as Definition
from engine.flow.definition import compile_process as compile_process
from engine.flow.fold import fold as fold
from engine.flow.problem import NotRunnable as NotRunnable
from engine.flow.problem import NotWaiting as NotWaiting
