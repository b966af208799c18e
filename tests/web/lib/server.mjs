// A real flotillad on free ports, and flotillactl as its local administrator.
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const listeners = ["agents", "operators", "web", "artifacts", "enrolment"];
export const bin =
  process.env.FLOTILLA_BIN ??
  (() => {
    throw new Error("FLOTILLA_BIN names the folder of the programs");
  })();

/** Runs flotillactl as the local administrator of the server on `data`; what it answers as JSON. */
export async function ctl(data, ...args) {
  const { stdout } = await run(join(bin, "flotillactl"), [
    "--data",
    data,
    "-o",
    "json",
    ...args,
  ]);
  return stdout.trim() ? JSON.parse(stdout) : {};
}

/** Starts one; `settings` are those of --set. Returns {folder, data, address, ca, code, ctl, kill, end, restart,
 * stop}. */
export async function startServer(settings = []) {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-web-server-"));
  const data = join(folder, "server");
  let ports = Object.fromEntries(listeners.map((name) => [name, 0]));
  let child;
  let printed = "";

  async function start() {
    const sets = [
      ...listeners.map((name) => `listen.${name}=${ports[name]}`),
      "accounts.password_memory=8",
      ...settings,
    ];
    printed = "";
    child = spawn(
      join(bin, "flotillad"),
      ["--data", data, ...sets.flatMap((each) => ["--set", each])],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    await new Promise((ready, failed) => {
      let log = "";
      child.stdout.on("data", (text) => (printed += text));
      child.stderr.on("data", (text) => {
        log += text;
        if (log.includes('"msg":"ready')) ready();
      });
      child.on("exit", () => failed(new Error(`flotillad ended: ${log}`)));
    });
    ports = JSON.parse(readFileSync(join(data, "ports.json"), "utf8"));
  }
  const ended = () =>
    new Promise((done) =>
      child.exitCode !== null || child.signalCode !== null
        ? done()
        : child.once("exit", done),
    );

  const end = async () => {
    child.kill("SIGTERM");
    await ended();
  };

  await start();
  return {
    folder,
    data,
    get address() {
      return `https://127.0.0.1:${ports.web}`;
    },
    /** The certificate of the authority that the server's own is of. */
    get ca() {
      return readFileSync(join(data, "pki", "ca.pem"));
    },
    /** The code of the first administrator; it may be printed a moment after the start. */
    async code() {
      for (;;) {
        const code = /enter ([A-Z0-9-]+)/.exec(printed)?.[1];
        if (code) return code;
        await new Promise((more) => child.stdout.once("data", more));
      }
    },
    ctl: (...args) => ctl(data, ...args),
    async kill() {
      child.kill("SIGKILL");
      await ended();
    },
    /** Lets it end; what it stored stays. */
    end,
    restart: start,
    async stop() {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
