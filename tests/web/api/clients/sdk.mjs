// npm @camunda8/sdk, whose REST client Camunda Modeler uses: first the Modeler's own calls, then a worker's.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import sdk from '@camunda8/sdk';

const at = process.env;
const ways = {
  basic: { CAMUNDA_AUTH_STRATEGY: 'BASIC', CAMUNDA_BASIC_AUTH_USERNAME: at.LOGIN, CAMUNDA_BASIC_AUTH_PASSWORD: at.PASSWORD },
  oauth: {
    CAMUNDA_AUTH_STRATEGY: 'OAUTH', ZEEBE_CLIENT_ID: at.CLIENT_ID, ZEEBE_CLIENT_SECRET: at.TOKEN,
    CAMUNDA_OAUTH_URL: `${at.URL}/oauth/token`, ZEEBE_TOKEN_AUDIENCE: 'zeebe-api', CAMUNDA_TOKEN_DISK_CACHE_DISABLE: true,
  },
};
const file = (name) => ({ name, content: readFileSync(`${at.FILES}/${name}`) });
const find = (client, noun, filter) => client.callApiEndpoint({ method: 'POST', urlPath: `${noun}/search`, body: { filter } });

for (const [way, settings] of Object.entries(ways)) {
  const c8 = new sdk.Camunda8({ ZEEBE_REST_ADDRESS: at.URL, CAMUNDA_LOG_LEVEL: 'none', ...settings });
  const client = c8.getCamundaRestClient();
  // the Modeler
  assert.equal((await client.getTopology()).gatewayVersion, '8.8.0', way);
  const deployed = await client.deployResources(['shipping.bpmn', 'payment.bpmn', 'approval.bpmn', 'decision.form'].map(file));
  assert.equal(deployed.processes.length, 3);
  const failed = await client.deployResources([file('bad.bpmn')]).then(() => null, (error) => error);
  assert.match(`${failed.detail ?? failed.message}`, /bad\.bpmn/);
  const started = await client.createProcessInstance({
    variables: { a: 1 }, startInstructions: undefined, runtimeInstructions: undefined, businessId: undefined,
    processDefinitionId: 'shipping',
  });
  const { processInstanceKey } = started;
  for (const noun of ['process-instances', 'element-instances', 'jobs', 'message-subscriptions', 'user-tasks']) {
    const found = await find(client, noun, { processInstanceKey });
    assert.ok(Array.isArray(found.items), noun);
  }
  await client.callApiEndpoint({
    method: 'POST', urlPath: 'variables/search?truncateValues=false', body: { filter: { processInstanceKey } } });
  await client.callApiEndpoint({ method: 'POST', urlPath: `process-instances/${processInstanceKey}/incidents/search`, body: {} });
  // a worker
  const take = () => client.activateJobs({ type: 'ship', worker: way, timeout: 10000, maxJobsToActivate: 1, requestTimeout: 5000 });
  let [job] = await take();
  assert.equal(job.variables.a, 1);
  await client.failJob({ jobKey: job.jobKey, retries: 1, errorMessage: 'no truck', retryBackOff: 0 });
  [job] = await take();
  await client.failJob({ jobKey: job.jobKey, retries: 0, errorMessage: 'no truck', retryBackOff: 0 });
  const [incident] = (await find(client, 'incidents', { state: 'ACTIVE' })).items;
  await client.updateJob({ jobKey: job.jobKey, retries: 1 });
  await client.resolveIncident(incident.incidentKey);
  await new Promise((done) => {
    const worker = client.createJobWorker({
      type: 'ship', worker: way, timeout: 10000, maxJobsToActivate: 1, pollIntervalMs: 200, autoStart: true,
      jobHandler: async (one) => { const said = await one.error({ errorCode: 'LOST', errorMessage: 'gone' }); done(worker); return said; },
    });
  }).then((worker) => worker.stop());
  const [task] = (await find(client, 'user-tasks', { processInstanceKey })).items;
  assert.equal(task.elementId, 'refund');
  await client.assignUserTask({ userTaskKey: task.userTaskKey, assignee: at.LOGIN, allowOverride: true, action: 'assign' });
  await client.completeUserTask({ userTaskKey: task.userTaskKey, variables: { refunded: true } });
  const waiting = await client.createProcessInstance({ processDefinitionId: 'payment', variables: { invoice: way } });
  const got = await client.correlateMessage({ name: 'paid', correlationKey: way, variables: {} });
  assert.equal(got.processInstanceKey, waiting.processInstanceKey);
  await client.publishMessage({ name: 'paid', correlationKey: way, timeToLive: 1000, messageId: way, variables: {} });
  const approval = await client.createProcessInstance({ processDefinitionId: 'approval', variables: {} });
  await client.cancelProcessInstance({ processInstanceKey: approval.processInstanceKey });
}
console.log('done');
process.exit(0);
