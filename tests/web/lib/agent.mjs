// A real flotilla-agent of a server of startServer(), and a service on it that writes one line of the test's choice.
import { spawn } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const bin = process.env.FLOTILLA_BIN;
const probe = { http: { path: "/" }, timeout_ms: 500 };

const fleet = (title) => `regions: [{name: eu-west, title: ${title}}]
sites: [{name: rotterdam, title: ${title}, region: eu-west, latitude: 51.9, longitude: 4.5}]
workloads:
  - name: talker
    artifact: talker
    config: {runtime: runtime-process, source: none, rate_per_second: 5, memory_mb: 64, cpu_percent: 20,
             max_processes: 16, health_window: 2s, min_success_ratio: 0.9, max_p95_ms: 2000}
`;

function run(program, args, input) {
  return new Promise((done, failed) => {
    const child = spawn(join(bin, program), args, {
      stdio: ["pipe", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (text) => (said += text));
    child.on("exit", (code) =>
      code === 0 ? done() : failed(new Error(`${program}: ${said}`)),
    );
    child.stdin.end(input);
  });
}

/** Declares a fleet whose places have this title, enrols one node of it and starts it. Returns {say, stop}. */
export async function startAgent(server, title) {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-web-agent-"));
  const data = join(folder, "node");
  const keys = join(folder, "keys");
  const tool = (...args) =>
    run("flotillactl", ["--data", server.data, ...args]);
  writeFileSync(join(folder, "fleet.yaml"), fleet(JSON.stringify(title)));
  await server.ctl("apply", "-f", join(folder, "fleet.yaml"));
  await tool(
    ...["keys", "create", "--out", keys],
    ...["--assignment-key", join(server.data, "keys", "assignment.pub")],
  );
  const { token } = await server.ctl("token", "create", "--site", "rotterdam");
  const ports = JSON.parse(
    readFileSync(join(server.data, "ports.json"), "utf8"),
  );
  await run(
    "flotilla-agent",
    [
      ...["enrol", "--data", data, "--token-file", "-"],
      ...["--server", `127.0.0.1:${ports.enrolment}`],
      ...["--root", join(keys, "root.json")],
    ],
    `${token}\n`,
  );
  const sets = [
    "report_interval=1s",
    "backoff_max=1s",
    "disk_reserve_mb=1",
    `plugins=${join(bin, "plugins")}`,
  ];
  const child = spawn(
    join(bin, "flotilla-agent"),
    ["run", "--data", data, ...sets.flatMap((each) => ["--set", each])],
    { stdio: "ignore" },
  );
  return {
    /** Deploys a service that writes this line. */
    async say(line) {
      const bundle = join(folder, "bundle");
      mkdirSync(bundle);
      copyFileSync(
        join(bin, "..", "tests", "odd_service"),
        join(bundle, "service"),
      );
      const spec = {
        command: ["service", "say", line],
        readiness: { ...probe, start_deadline_s: 20 },
        liveness: { ...probe, failures: 3 },
        stop_grace_s: 2,
      };
      writeFileSync(join(bundle, "service.json"), JSON.stringify(spec));
      const layout = join(folder, "layout");
      await tool(
        ...["release", "sign", "--kind", "service", "--artifact", "talker"],
        ...["--version", "1.0.0", "--counter", "1", bundle],
        ...["--key", join(keys, "release-1.pem")],
        ...["--key", join(keys, "release-2.pem")],
        ...["--expires", "1d", "--layout", layout],
      );
      await tool("release", "publish", layout);
      await tool(
        ...["deploy", "talker", "1.0.0", "--wait", "--timeout-wait", "60s"],
      );
    },
    async stop() {
      const ended = new Promise((done) => child.once("exit", done));
      if (child.exitCode === null && child.kill("SIGTERM")) await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
