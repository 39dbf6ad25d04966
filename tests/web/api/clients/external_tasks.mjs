// A worker on camunda-external-task-client-js: fails once, reports an error once, else completes. Prints what it did.
import { BasicAuthInterceptor, Client, Variables } from "camunda-external-task-client-js";

const { URL: url, LOGIN: username, PASSWORD: password, WANTED: wanted } = process.env;
const client = new Client({
  baseUrl: `${url}/engine-rest`, asyncResponseTimeout: 2000, workerId: "js", maxTasks: 4,
  interceptors: new BasicAuthInterceptor({ username, password }),
});
const done = [];
const tell = (deed, task) => {
  done.push(deed);
  console.log(JSON.stringify({ deed, businessKey: task.businessKey, twice: task.variables.get("twice"), retries: task.retries }));
  if (done.length === Number(wanted)) client.stop();
};

client.subscribe("ship", { lockDuration: 20000 }, async ({ task, taskService }) => {
  if (task.businessKey === "fails" && !task.errorMessage) {
    await taskService.handleFailure(task, { errorMessage: "no car", errorDetails: "trace", retries: 1, retryTimeout: 100 });
    tell("failed", task);
  } else if (task.businessKey === "errs") {
    await taskService.handleBpmnError(task, "NO_STOCK", "sold out", new Variables().set("left", 0));
    tell("error", task);
  } else {
    await taskService.extendLock(task, 30000);
    const values = new Variables().setAll({ tracking: "T-1", sent: new Date(), parts: [1, 2] });
    await taskService.complete(task, values, new Variables().set("code", "P-7"));
    tell("completed", task);
  }
});
for (const event of ["complete:error", "handleFailure:error", "handleBpmnError:error", "extendLock:error"]) {
  client.on(event, (task, error) => { console.error(event, String(error)); process.exitCode = 1; });
}
setTimeout(() => { console.error("too slow", done); process.exit(2); }, 40000).unref();
