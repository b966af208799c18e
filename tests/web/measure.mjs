// The figures of the web app and of the server behind it, in one table: what was measured, the limit, whether it is met.
// A real flotillad with 10,000 nodes, Debian's Chromium. Fails only when something cannot be measured.
//
// usage: measure.mjs [--nodes NUMBER] [--only NAME,NAME] [--verbose]
//   --only     of entry, list, server, frames, watchers, narrow, stories
//   --verbose  also what the list waited for, and each finding
// FLOTILLA_BIN: the folder of flotillad and flotillactl. FLOTILLA_BENCHES: that of seed_fleet and bench_watchers.
import { execFile, execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { asker } from "./lib/asks.mjs";
import { webFolder } from "./lib/browser.mjs";
import { longestFrame, sideways, timeOfList } from "./lib/figures.mjs";
import { startServer } from "./lib/server.mjs";
import { recordNodes, startUpdates } from "./lib/updates.mjs";
import { field, fieldOf } from "./lib/wire.mjs";

const run = promisify(execFile);
const { values: options } = parseArgs({
  options: {
    nodes: { type: "string", default: "10000" },
    only: { type: "string" },
    verbose: { type: "boolean" },
  },
});
const benches = process.env.FLOTILLA_BENCHES;
if (!benches)
  throw new Error(
    "FLOTILLA_BENCHES names the folder of seed_fleet and bench_watchers",
  );
const rate = 20_000;
const figures = [];
const note = (text) => options.verbose && console.error(text);

/** `value` may be text when it is `met` that counts. */
function tell(figure, value, unit, limit, met = value <= limit) {
  const shown =
    typeof value === "number" ? String(Math.round(value * 100) / 100) : value;
  figures.push([
    figure,
    `${shown} ${unit}`.trim(),
    `${limit} ${unit}`.trim(),
    met ? "met" : "NOT MET",
  ]);
  console.error(`${figure}: ${shown} ${unit} (${limit})`);
}

const at = (sorted, part) => sorted[Math.ceil(part * sorted.length) - 1];
const ordered = (numbers) => [...numbers].sort((left, right) => left - right);

/** A server with the nodes, and somebody who may look at all of it. */
async function startFleet() {
  const server = await startServer();
  await server.end();
  execFileSync(join(benches, "seed_fleet"), [server.data, options.nodes], {
    stdio: ["ignore", "ignore", "ignore"],
  });
  await server.restart();
  const { invitation } = await server.ctl(
    "operator",
    "add",
    "viewer-1",
    "--role",
    "viewer",
  );
  const nobody = asker(server);
  const accepted = await nobody.post(
    "/session/invitation",
    JSON.stringify({ invitation, password: "seven gentle tugs in fog" }),
    "application/json",
  );
  nobody.close();
  const cookie = accepted.headers["set-cookie"]?.[0].split(";")[0];
  if (!cookie) throw new Error(`no session: ${accepted.body}`);
  return { server, cookie, session: cookie.slice(cookie.indexOf("=") + 1) };
}

async function measureEntry({ server }) {
  const nobody = asker(server);
  const page = String((await nobody.get("/nodes")).body);
  const scripts = [...page.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(
    ([, path]) => path,
  );
  let bytes = 0;
  for (const path of new Set(scripts)) {
    const { headers, body } = await nobody.get(
      new URL(path, server.address).pathname,
      { "accept-encoding": "gzip" },
    );
    if (headers["content-encoding"] !== "gzip")
      throw new Error(`${path} came without gzip`);
    bytes += body.length;
  }
  nobody.close();
  if (bytes === 0) throw new Error("the page loads no script");
  tell(
    `entry JS, gzip, ${scripts.length} files from the wire`,
    bytes / 1024,
    "KB",
    90,
  );
}

async function measureList({ server, cookie }) {
  const runs = [];
  for (let i = 0; i < 5; ++i)
    runs.push(await timeOfList({ address: server.address, cookie }, "/nodes"));
  runs.sort((left, right) => left.ms - right.ms);
  for (const line of runs[2].waited) note(`  ${line.join(" ")}`);
  const spread = `${(runs[0].ms / 1000).toFixed(2)} to ${(runs[4].ms / 1000).toFixed(2)}`;
  tell(
    `/nodes visible, slow 4G, CPU x 4, nothing cached; median of 5 (${spread})`,
    +(runs[2].ms / 1000).toFixed(2),
    "s",
    2,
  );
}

// Each with a page of a hundred, and the page after it.
const filters = [
  ["", "status"],
  ["region:region-3", "name"],
  ["version<2.1.0 region:(region-1|region-5)", "last_seen"],
  ["health:(failed|degraded|offline)", "status"],
  ["site:site-1* hardware:aarch64", "site"],
  ["name:node-99*", "name"],
];

async function measureServer({ server, session }) {
  const viewer = asker(server, session);
  const list = async (filter, order, token) => {
    const fieldsOfOptions = [
      field(1, filter),
      field(2, order),
      field(3, 100),
      field(4, token),
    ];
    const answer = await viewer.post(
      "/flotilla.v1.NodeService/ListNodes",
      field(1, Buffer.concat(fieldsOfOptions)),
      "application/proto",
    );
    if (answer.status !== 200)
      throw new Error(`ListNodes ${filter}: ${answer.body}`);
    const page = fieldOf(answer.body, 2);
    return {
      ...answer,
      token: fieldOf(page, 1) ?? "",
      total: fieldOf(page, 2) ?? 0n,
    };
  };
  const took = [];
  for (let i = 0; took.length < 300; ++i) {
    const [filter, order] = filters[i % filters.length];
    const first = await list(filter, order, "");
    if (first.total === 0n) throw new Error(`nothing matches ${filter}`);
    took.push(first.ms);
    if (first.token.length)
      took.push((await list(filter, order, first.token)).ms);
  }
  viewer.close();
  const times = ordered(took);
  const half = at(times, 0.5).toFixed(1);
  tell(
    `ListNodes of ${options.nodes}, filter and page, ${times.length} asks: 95 % within (half within ${half})`,
    at(times, 0.95),
    "ms",
    100,
  );
}

async function measureFrames({ server, cookie, session }) {
  const things = await recordNodes(server, session);
  if (things.length < Number(options.nodes))
    throw new Error(`the stream told of ${things.length} nodes`);
  const measure = async (address, path) => {
    const told = await longestFrame({ address, cookie }, path, 15);
    note(`  ${path} ${JSON.stringify(told)}`);
    return told;
  };
  const quiet = await measure(server.address, "/nodes");
  for (const [how, always] of [
    ["as the server sends them", false],
    ["as whole nodes, which no page asks for", true],
  ]) {
    const front = await startUpdates(server, things, { rate, always });
    try {
      for (const path of always ? ["/nodes"] : ["/nodes", "/now", "/exec"]) {
        const before = front.sent();
        const { over, frame, gap } = await measure(front.address, path);
        const after = front.sent();
        if (after.streams === before.streams)
          throw new Error(`${path} opened no stream`);
        note(`  sent ${JSON.stringify(after)}`);
        // The browser tells of each frame that took its thread longer than 50 ms; two pictures may be farther apart.
        tell(
          `${path}, ${rate} updates/s ${how}: longest frame (two pictures at most ${gap.toFixed(0)} ms apart, ${quiet.gap.toFixed(0)} without updates)`,
          over ? frame : "under 50",
          "ms",
          50,
          over === 0,
        );
      }
    } finally {
      front.close();
    }
  }
}

async function measureWatchers() {
  const { stdout } = await run(join(benches, "bench_watchers"), [
    "500",
    options.nodes,
    "333",
    "20",
  ]);
  note(stdout);
  const [evenly, bursts] = [
    ...stdout.matchAll(/the server, store and all +([\d.]+)/g),
  ].map(([, share]) => Number(share));
  const ages = [
    ...stdout.matchAll(
      /to a browser, ([^:]+): half within (\d+) ms, 95 % within (\d+) ms/g,
    ),
  ];
  const late = ages
    .map(([, how, half, most]) => `${how} ${half} and ${most} ms`)
    .join(", ");
  if (bursts === undefined) throw new Error(stdout);
  tell(
    `500 watchers of ${options.nodes} nodes, 333 reports/s; told within (half, 95 %): ${late}`,
    Math.max(evenly, bursts),
    "of a core",
    1,
  );
}

function pathsOfApp() {
  const pages = join(webFolder, "src", "pages");
  const known = {
    "/debug/node/:id": "/debug/node/node-1",
    "/incidents/:id": "/incidents/INC-1",
  };
  return readdirSync(pages).flatMap((page) =>
    [
      ...readFileSync(join(pages, page, "index.ts"), "utf8").matchAll(
        /path: '([^']+)'/g,
      ),
    ].map(([, path]) => known[path] ?? path.replace(/:\w+/, "none")),
  );
}

async function measureNarrow({ server, cookie }) {
  await server.ctl(
    "incidents",
    "open",
    "Cameras in the west see nothing since noon",
    "--region",
    "region-1",
  );
  const paths = pathsOfApp();
  const found = await sideways({ address: server.address, cookie }, paths);
  for (const line of found) note(`  ${line}`);
  tell(
    `pages of ${paths.length} that scroll sideways at 400 % (320 px), real server`,
    found.length,
    "",
    0,
  );
}

async function measureStories() {
  const stories = fileURLToPath(new URL("stories.mjs", import.meta.url));
  const told = await run(process.execPath, [stories, "--build"], {
    maxBuffer: 64 << 20,
  }).catch((error) => {
    if (!/ stories in /.test(error.stdout ?? "")) throw error;
    return error;
  });
  const findings = told.stderr.split("\n").filter(Boolean);
  for (const line of findings) note(`  ${line}`);
  const what = /(\d+ stories in \d+ themes and \d+ widths)/.exec(
    told.stdout,
  )[1];
  const count = (pattern) =>
    findings.filter((line) => pattern.test(line)).length;
  tell(`axe: violations, ${what}`, count(/: axe /), "", 0);
  tell(
    "of these, scroll sideways or leave the screen at 320, 390 or 1280 px",
    count(/scrolls sideways|leaves the screen/),
    "",
    0,
  );
}

const parts = {
  entry: measureEntry,
  server: measureServer,
  list: measureList,
  narrow: measureNarrow,
  frames: measureFrames,
  watchers: measureWatchers,
  stories: measureStories,
};
const chosen = options.only?.split(",") ?? Object.keys(parts);
for (const name of chosen)
  if (!parts[name])
    throw new Error(
      `--only ${name}: there is ${Object.keys(parts).join(", ")}`,
    );
const fleet = await startFleet();
try {
  for (const name of chosen) await parts[name](fleet);
} finally {
  await fleet.server.stop();
}
const titles = ["figure", "measured", "limit", ""];
const widths = titles.map((title, i) =>
  Math.max(title.length, ...figures.map((row) => row[i].length)),
);
for (const row of [titles, ...figures])
  console.log(
    row
      .map((text, i) => text.padEnd(widths[i]))
      .join("  ")
      .trimEnd(),
  );
