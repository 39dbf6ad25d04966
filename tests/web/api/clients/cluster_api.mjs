// npm @camunda8/orchestration-cluster-api with its strict validation of requests and answers does all an integrator does.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createCamundaClient } from '@camunda8/orchestration-cluster-api';

const at = process.env;
const client = createCamundaClient({
  config: {
    CAMUNDA_REST_ADDRESS: at.URL, CAMUNDA_AUTH_STRATEGY: 'OAUTH', CAMUNDA_CLIENT_ID: at.CLIENT_ID,
    CAMUNDA_CLIENT_SECRET: at.TOKEN, CAMUNDA_OAUTH_URL: `${at.URL}/oauth/token`, CAMUNDA_TOKEN_AUDIENCE: 'alur',
    CAMUNDA_SDK_VALIDATION: 'strict', CAMUNDA_SDK_LOG_LEVEL: 'error',
  },
});
const now = { consistency: { waitUpToMs: 0 } };
const file = (name) => new File([readFileSync(`${at.FILES}/${name}`)], name);
const start = (processDefinitionId, variables = {}) => client.createProcessInstance({ processDefinitionId, variables });
const take = async (timeout = 60000) => (await client.activateJobs(
  { type: 'ship', worker: 'node', timeout, maxJobsToActivate: 5, requestTimeout: 5000 })).jobs;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

assert.equal((await client.getTopology()).gatewayVersion, '8.8.0');
assert.equal((await client.getAuthentication()).username, 'robot');
const names = ['shipping.bpmn', 'payment.bpmn', 'approval.bpmn', 'decision.form', 'fees.dmn', 'quick.bpmn'];
const deployed = await client.createDeployment({ resources: names.map(file) });
assert.equal(deployed.deployments.length, 7);
await assert.rejects(client.createDeployment({ resources: [file('bad.bpmn')] }));
const definitions = await client.searchProcessDefinitions({ filter: { isLatestVersion: true } }, now);
assert.equal(definitions.page.totalItems, 4);
const { processDefinitionKey } = definitions.items[0];
await client.getProcessDefinition({ processDefinitionKey }, now);
assert.match(await client.getProcessDefinitionXml({ processDefinitionKey }, now), /bpmn:definitions/);

const { processInstanceKey } = await start('shipping', { a: 1 });
const [lost] = await take(300); // a worker that dies
await sleep(500);
let [job] = await take();
assert.equal(job.jobKey, lost.jobKey);
const { jobKey } = job;
await client.failJob({ jobKey, retries: 1, errorMessage: 'no truck' });
[job] = await take();
await client.failJob({ jobKey, retries: 0, errorMessage: 'no truck' });
const incidents = await client.searchIncidents({ filter: { state: 'ACTIVE' } }, now);
assert.match(incidents.items[0].errorMessage, /no truck/);
assert.equal((await client.searchProcessInstanceIncidents({ processInstanceKey }, now)).items.length, 1);
await client.updateJob({ jobKey, changeset: { retries: 2 } });
await client.resolveIncident({ incidentKey: incidents.items[0].incidentKey });
[job] = await take();
await client.completeJob({ jobKey: job.jobKey, variables: { sent: true } });
await start('shipping');
[job] = await take();
await client.throwJobError({ jobKey: job.jobKey, errorCode: 'LOST', errorMessage: 'gone' });

const tasks = (await client.searchUserTasks({ filter: { state: 'CREATED' } }, now)).items;
assert.deepEqual(tasks.map((task) => task.elementId).sort(), ['check', 'refund']);
for (const { userTaskKey } of tasks) {
  await client.assignUserTask({ userTaskKey, assignee: 'demo' });
  assert.equal((await client.getUserTask({ userTaskKey }, now)).assignee, 'demo');
  await client.completeUserTask({ userTaskKey, variables: {} });
}
assert.equal((await client.getProcessInstance({ processInstanceKey }, now)).state, 'COMPLETED');
assert.ok((await client.getProcessInstanceSequenceFlows({ processInstanceKey }, now)).items.length);
assert.ok((await client.getProcessInstanceStatistics({ processInstanceKey }, now)).items.length);
assert.ok((await client.searchElementInstances({ filter: { processInstanceKey } }, now)).items.length);
const found = await client.searchVariables({ filter: { processInstanceKey } }, now);
assert.ok(found.items.length);
await client.getVariable({ variableKey: found.items[0].variableKey }, now);

const waiting = await start('payment', { invoice: 'I-1' });
assert.equal((await client.searchMessageSubscriptions({}, now)).items.length, 1);
const message = { name: 'paid', correlationKey: 'I-1', variables: { paid: true } };
assert.equal((await client.correlateMessage(message)).processInstanceKey, waiting.processInstanceKey);
await client.publishMessage({ ...message, timeToLive: 1000, messageId: 'm' });
await client.broadcastSignal({ signalName: 'bell' });
const approval = await start('approval');
const [decide] = (await client.searchUserTasks(
  { filter: { processInstanceKey: approval.processInstanceKey } }, now)).items;
assert.equal((await client.getUserTaskForm({ userTaskKey: decide.userTaskKey }, now)).formId, 'decision');
await client.cancelProcessInstance({ processInstanceKey: approval.processInstanceKey });
const ended = (await client.searchJobs({}, now)).items.map((job) => job.state);
assert.deepEqual([...new Set(ended)].sort(), ['COMPLETED', 'ERROR_THROWN']);
const fee = await client.evaluateDecision({ decisionDefinitionId: 'fee', variables: { days: 2 } });
assert.equal(fee.output, '10');
assert.equal((await client.searchDecisionDefinitions({}, now)).items.length, 1);
const quick = await client.createProcessInstance(
  { processDefinitionId: 'quick', variables: { a: 1 }, awaitCompletion: true });
assert.deepEqual(quick.variables, { a: 1, b: 2 });

await start('shipping', { a: 7 });
const done = new Promise((finish) => {
  const worker = client.createJobWorker({
    jobType: 'ship', workerName: 'worker', jobTimeoutMs: 10000, maxParallelJobs: 2,
    jobHandler: async (one) => {
      const receipt = await one.complete({ by: 'worker' });
      worker.stop();
      finish(one.variables.a);
      return receipt;
    },
  });
});
assert.equal(await done, 7);
console.log('done');
process.exit(0);
