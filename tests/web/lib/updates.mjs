// A front before a real flotillad that passes everything on, but answers the pages' watch streams itself: with changes
// of nodes at a rate that no machine for tests has nodes for. What it sends are the server's own nodes, recorded from
// its stream, in messages as its hub makes them: every 100 ms, 200 things each, with a revision that moves on.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Agent, createServer, request as askHttps } from "node:https";
import { join } from "node:path";
import { envelope, field, fieldOf, fields } from "./wire.mjs";

const watchPath = "/flotilla.v1.WatchService/Watch";
const topicNodes = 4n;
const merge = 100;
const thingsOfMessage = 200;

/** A certificate of its own; whoever looks at the page takes it as it is. */
function identity(folder) {
  const key = join(folder, "front.key");
  const cert = join(folder, "front.pem");
  const subject = ["-subj", "/CN=127.0.0.1", "-days", "1", "-nodes"];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  execFileSync(
    "openssl",
    ["req", "-x509", ...kind, ...subject, "-keyout", key, "-out", cert],
    { stdio: "ignore" },
  );
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

/** The nodes of the server as its stream sends them: bytes of a Thing each. */
export async function recordNodes(server, session) {
  const things = [];
  await new Promise((done, failed) => {
    const asked = askHttps(
      server.address + watchPath,
      {
        method: "POST",
        ca: server.ca,
        headers: {
          "content-type": "application/connect+proto",
          authorization: `Bearer ${session}`,
        },
      },
      (answer) => {
        let rest = Buffer.alloc(0);
        answer.on("data", (bytes) => {
          rest = Buffer.concat([rest, bytes]);
          while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
            const message = rest.subarray(5, 5 + rest.readUInt32BE(1));
            rest = rest.subarray(5 + message.length);
            const snapshot = fieldOf(message, 1);
            if (snapshot)
              things.push(...[...fields(snapshot)].map(([, thing]) => thing));
            else asked.destroy();
          }
        });
        answer.on("close", done);
      },
    );
    asked.on("error", (error) => (things.length ? done() : failed(error)));
    asked.end(envelope(field(1, topicNodes)));
  });
  return things;
}

/** Messages with these things as changes: what comes before the revision, and how long it is. */
function bodies(things) {
  const out = [];
  for (let at = 0; at < things.length; at += thingsOfMessage)
    out.push(
      Buffer.concat(
        things.slice(at, at + thingsOfMessage).map((each) => field(2, each)),
      ),
    );
  return out;
}

const changes = (body, revision) =>
  envelope(field(3, Buffer.concat([field(1, revision), body])));

/** `rate`: changes per second. `always`: whole nodes even for pages that did not ask for them. Returns {address, sent, close};
 * sent() tells how much went out. */
export async function startUpdates(server, things, { rate, always = false }) {
  const perMessage = bodies(things);
  const messages = Math.round((rate * merge) / 1000 / thingsOfMessage);
  const agent = new Agent({ keepAlive: true, ca: server.ca });
  const streams = new Set();
  const sent = { streams: 0, messages: 0, changes: 0, bytes: 0 };
  const nothing = Buffer.alloc(0);
  // Of every stream alike: a page that resumes is told a revision later than it had.
  let revision = 1_000_000_000n;
  let next = 0;

  function turn() {
    const before = revision;
    revision += BigInt(messages * thingsOfMessage);
    const due = [];
    for (let i = 0; i < messages; ++i)
      due.push(perMessage[next++ % perMessage.length]);
    for (const { response, wantsNodes } of streams) {
      if (response.writableNeedDrain) continue; // as the hub does it: later, and then the newest
      const all = wantsNodes
        ? due.map((body, i) =>
            changes(body, i + 1 < due.length ? before : revision),
          )
        : [changes(nothing, revision)];
      const bytes = Buffer.concat(all);
      response.write(bytes);
      sent.messages += all.length;
      sent.changes += messages * thingsOfMessage;
      sent.bytes += bytes.length;
    }
  }

  function passOn(request, response) {
    const headers = { ...request.headers, host: new URL(server.address).host };
    if (headers.origin) headers.origin = server.address;
    const asked = askHttps(
      server.address + request.url,
      { method: request.method, headers, agent },
      (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      },
    );
    asked.on("error", () => response.destroy());
    response.on("close", () => asked.destroy());
    request.pipe(asked);
  }

  async function answerWatch(request, response) {
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts).subarray(5);
    const topics = [...fields(body)].flatMap(([number, value]) =>
      number !== 1
        ? []
        : typeof value === "bigint"
          ? [value]
          : [...value].map(BigInt),
    );
    response.writeHead(200, { "content-type": "application/connect+proto" });
    const stream = {
      response,
      wantsNodes: always || topics.length === 0 || topics.includes(topicNodes),
    };
    streams.add(stream);
    sent.streams += 1;
    response.on("close", () => streams.delete(stream));
  }

  const front = createServer(identity(server.folder), (request, response) =>
    request.url === watchPath
      ? answerWatch(request, response)
      : passOn(request, response),
  );
  await new Promise((ready) => front.listen(0, "127.0.0.1", ready));
  const timer = setInterval(turn, merge);
  return {
    address: `https://127.0.0.1:${front.address().port}`,
    sent: () => ({ ...sent }),
    close() {
      clearInterval(timer);
      front.closeAllConnections();
      front.close();
      agent.destroy();
    },
  };
}
