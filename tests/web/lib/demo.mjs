// The fleet of the demonstration on real processes, left where drift sets in in one region.
import { execFile, spawn } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { bin, ctl } from "./server.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const run = promisify(execFile);
const between = 100; // looks, in ms

/** Looks again and again until `look` gives something that counts as true, and returns it; fails after `seconds`. */
export async function until(what, seconds, look) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end)
      throw new Error(`${what} did not happen within ${seconds} s`);
    await pause(between);
  }
}

/** Begins to build it up, which goes on in the background: `ready` is when drift has set in. */
export function startDemo() {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-story-"));
  const out = join(folder, "fleet");
  const data = join(out, "server");
  const script = (...words) => {
    let said = "";
    const child = spawn(
      join(root, "packaging", "demo.sh"),
      [...words, "--out", out],
      { env: { ...process.env, DISPLAY: "", WAYLAND_DISPLAY: "" } },
    );
    child.stdout.on("data", (text) => (said += text));
    child.stderr.on("data", (text) => (said += text));
    const ended = new Promise((done, failed) =>
      child.on("exit", (status) =>
        status === 0
          ? done(said)
          : failed(new Error(`demo.sh ended with ${status}: ${said}`)),
      ),
    );
    return { child, ended };
  };
  const building = script("--drift", "--bin", bin);
  building.ended.catch(() => {}); // whoever waits for it hears of it

  const readPorts = () =>
    JSON.parse(readFileSync(join(data, "ports.json"), "utf8"));
  const isListening = () => existsSync(join(data, "ports.json"));
  const pidOf = (name) =>
    Number(
      readFileSync(join(out, "pids"), "utf8")
        .split("\n")
        .find((line) => line.endsWith(` ${name}`))
        .split(" ")[0],
    );
  // A process that ended and was not waited for is still there, as a zombie.
  const runs = (pid) => {
    try {
      return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
    } catch {
      return false;
    }
  };
  let server; // after a kill, {argv, ports} and then {child}

  async function listening() {
    await until("flotillad listens", 60, () => {
      if (building.child.exitCode) throw new Error("demo.sh ended");
      return isListening();
    });
  }

  return {
    out,
    ready: building.ended,
    listening,
    get address() {
      return `https://localhost:${readPorts().web}`;
    },
    ctl: (...words) => ctl(data, ...words),
    resource: (path) => join(root, "resources", path),
    /** A node more of this site that was taken out of service. */
    async retire(site) {
      // Numbers are given in the order of the coming in: the nodes of the demonstration are there first.
      await until("all nodes are enrolled", 60, () =>
        existsSync(join(out, "chennai-2.log")),
      );
      const { token } = await ctl(data, "token", "create", "--site", site);
      const file = join(out, "more.token");
      writeFileSync(file, token, { mode: 0o600 });
      const { stdout } = await run(join(bin, "flotilla-agent"), [
        "enrol",
        ...["--data", join(out, "more"), "--token-file", file],
        ...["--server", `127.0.0.1:${readPorts().enrolment}`],
        ...["--root", join(out, "keys", "root.json")],
      ]);
      await ctl(data, "nodes", "retire", stdout.trim(), "--yes");
    },
    /** As a fault does. */
    async kill() {
      const pid = server?.child?.pid ?? pidOf("flotillad");
      const argv = readFileSync(`/proc/${pid}/cmdline`, "utf8")
        .split("\0")
        .slice(0, -1);
      server = { argv, ports: readPorts() };
      process.kill(pid, "SIGKILL");
      await until("flotillad ends", 20, () => !runs(pid));
    },
    /** With the settings it had, at the ports that agents and browsers know. */
    async restart() {
      rmSync(join(data, "ports.json"));
      const { argv, ports } = server;
      const words = argv.map((word) =>
        word.replace(
          /^listen\.(\w+)=0$/,
          (_, name) => `listen.${name}=${ports[name]}`,
        ),
      );
      const log = openSync(join(out, "flotillad.log"), "a");
      server.child = spawn(words[0], words.slice(1), {
        stdio: ["ignore", log, log],
      });
      await listening();
    },
    /** Ends everything; keeps the folder with the logs where `failed`. */
    async stop(failed) {
      building.child.kill("SIGTERM"); // which ends what it began
      await building.ended.catch(() => {});
      if (server?.child) {
        const ended = new Promise((done) => server.child.once("exit", done));
        server.child.kill("SIGTERM");
        await ended;
      }
      if (existsSync(join(out, "pids"))) {
        const pids = readFileSync(join(out, "pids"), "utf8")
          .trim()
          .split("\n")
          .map((line) => Number(line.split(" ")[0]));
        await script("--stop").ended;
        await until("the fleet ends", 60, () => !pids.some(runs));
      }
      if (failed) console.error(`logs are in ${out}`);
      else rmSync(folder, { recursive: true, force: true });
    },
  };
}
