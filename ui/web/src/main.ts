import '$src/gen/tokens.css';
import '$src/theme/base.css';
import { createApi, provideApi } from '$src/api/calls';
import { toProblem } from '$src/api/problem';
import { startApp } from '$src/shell/start';
import { startWorker } from '$src/shell/worker';

const api = createApi();
provideApi(api);
startApp();
// Without an answer the app waits: the connection asks again.
api.session.load().catch((error: unknown) => {
  if (toProblem(error).isOffline) api.connection.failed();
});
if (import.meta.env.PROD) void startWorker();
