// window.BpmnViewer: bpmn-js's viewer with pan and zoom, for every page that shows a diagram.
export { default } from 'bpmn-js/lib/NavigatedViewer';
