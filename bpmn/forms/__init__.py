"""Camunda Forms: reads a form, fills it from a case, checks what was submitted as the form does in the browser.

    form = read_form(content)                  Unreadable if it is no form; form.findings for what is wrong in it
    prefill(form, variables)                   what the browser gets as data
    validate(form, values, variables, moment)  {field key: sentences}; empty if all is well
    submitted(form, values, variables, moment) the variables that the submission sets
    variables_read(form)                       the names the form wants to know

The rules and their messages are those of form-js-viewer 2, so that server and browser speak with one voice. The
server believes less than the browser: it checks types and options, takes nothing for hidden, disabled or read-only
fields, and computes expression fields itself.
"""

from bpmn.forms.form import Field, Form
from bpmn.forms.prefill import prefill, variables_read
from bpmn.forms.reading import form_from, read_form
from bpmn.forms.submission import submitted, validate

__all__ = ["Field", "Form", "form_from", "prefill", "read_form", "submitted", "validate", "variables_read"]
