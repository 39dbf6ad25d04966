// window.FormViewer: form-js-viewer 2, for every page on which a person fills in a form.
export { Form, createForm, FormFieldRegistry, Importer, getSchemaVariables, schemaVersion } from '@bpmn-io/form-js-viewer';
