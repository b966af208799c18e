import '$src/gen/tokens.css';
import '$src/theme/base.css';
import { createApi, provideApi } from '$src/api/calls';
import { toProblem } from '$src/api/problem';
import { parse } from '$src/model/address';
import { routeOf } from '$src/shell/routes';
import { startApp } from '$src/shell/start';
import { startWorker } from '$src/shell/worker';

// Nobody waits for the worker, and the page does for the line and the processor.
const workerAfter = 5000;

const api = createApi();
provideApi(api);
// On their way before anything is drawn: who this is, and the script of the page. Without an answer the app waits: the
// connection asks again; a page that did not come is asked for again where it is shown.
api.session.load().catch((error: unknown) => {
  if (toProblem(error).isOffline) api.connection.failed();
});
routeOf(parse(location.pathname))
  ?.route.load()
  .catch(() => {});
startApp();
if (import.meta.env.PROD) setTimeout(() => void startWorker(), workerAfter);
