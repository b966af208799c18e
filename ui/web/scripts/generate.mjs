// Writes src/gen: messages and services from services/proto with Debian's protoc, and the look from resources/tokens.json.
// What is there already and made from the same files stays, so that builds next to each other do not disturb each other.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tokenSheet } from './tokens.mjs';

const web = fileURLToPath(new URL('..', import.meta.url));
const repository = join(web, '..', '..');
const protoFolder = join('services', 'proto', 'flotilla', 'v1');
const tokensFile = join(repository, 'resources', 'tokens.json');
const gen = join(web, 'src', 'gen');

// What agents say to the control plane is no business of a browser.
const protos = readdirSync(join(repository, protoFolder))
  .filter((name) => name.endsWith('.proto') && name !== 'agent.proto')
  .sort();

function fingerprint() {
  const hash = createHash('sha256');
  const inputs = [
    ...protos.map((name) => join(repository, protoFolder, name)),
    tokensFile,
    fileURLToPath(import.meta.url),
    join(web, 'scripts', 'tokens.mjs'),
    join(web, 'package-lock.json'),
  ];
  for (const file of inputs) hash.update(file.slice(repository.length)).update(readFileSync(file));
  return hash.digest('hex');
}

const stamp = join(gen, 'stamp');
const wanted = fingerprint();
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  const fresh = `${gen}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  execFileSync(
    'protoc',
    [
      `--proto_path=${repository}`,
      `--plugin=protoc-gen-es=${join(web, 'node_modules', '.bin', 'protoc-gen-es')}`,
      `--es_out=${fresh}`,
      '--es_opt=target=ts',
      ...protos.map((name) => join(protoFolder, name)),
    ],
    { cwd: repository, stdio: 'inherit' },
  );
  writeFileSync(join(fresh, 'tokens.css'), tokenSheet(JSON.parse(readFileSync(tokensFile, 'utf8'))));
  writeFileSync(join(fresh, 'stamp'), wanted);
  rmSync(gen, { recursive: true, force: true });
  renameSync(fresh, gen);
}
