// Calls of the operator API as a program makes them: over HTTPS, one connection that stays.
import { Agent, request as askHttps } from "node:https";

/** Asks `server` (of startServer) in the name of `session`; every call is {status, headers, body, ms}. */
export function asker(server, session) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: server.ca });
  const ask = (method, path, body = "", headers = {}) =>
    new Promise((done, failed) => {
      const begun = performance.now();
      const asked = askHttps(
        server.address + path,
        {
          method,
          agent,
          headers: {
            "content-length": Buffer.byteLength(body),
            ...(session ? { authorization: `Bearer ${session}` } : {}),
            ...headers,
          },
        },
        (answer) => {
          const parts = [];
          answer.on("data", (part) => parts.push(part));
          answer.on("end", () =>
            done({
              status: answer.statusCode,
              headers: answer.headers,
              body: Buffer.concat(parts),
              ms: performance.now() - begun,
            }),
          );
        },
      );
      asked.on("error", failed);
      asked.end(body);
    });
  return {
    get: (path, headers) => ask("GET", path, "", headers),
    post: (path, body, type) =>
      ask("POST", path, body, { "content-type": type }),
    close: () => agent.destroy(),
  };
}
