"""The kernel: moves a case from wait to wait. The only room that imports SpiffWorkflow; knows no database, no person.

    definition = Definition(key, compile_process(diagram, process_id))       once per deployed version, shared, immutable
    case = Case.begin(definition, instance, variables, host)                 not yet run
    case = Case.restore(definition, snapshot, variables, host)               variables: {instance key: mapping}
    case.start(element_id=None)         start at the none start event, or at a given (message) start event
    case.complete(token, values)        a user task or job is done
    case.throw_error(token, code, message, values)     a job ends with a BPMN error
    case.trigger(token, values)         its message or signal arrived, its timer is due
    case.stick(token, code, sentence)   an incident from outside (a job without retries left)
    case.retry(token)                   resolves the token's incident by trying again
    case.set_variables(values, token=None, local=False)
    case.cancel()
    step = case.step()                  runs until everything waits and tells what changed since the last call
    case.waits()  case.incidents()      all of them, for checks; cost grows with the live tokens

A verb on a token that does not wait in that way raises NotWaiting. Everything else that goes wrong is an incident.
"""
