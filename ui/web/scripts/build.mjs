// Builds the app for flotillad to carry: hashed names, a .gz and a .br beside everything that shrinks, manifest.json with
// every file. Fails when what a first visit loads is bigger than allowed. FLOTILLA_WEB_OUT: the folder, dist by default.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';

const web = fileURLToPath(new URL('..', import.meta.url));
const out = process.env.FLOTILLA_WEB_OUT ?? join(web, 'dist');
const entryLimit = 90 * 1024;
const shrinks = /\.(js|css|svg|html|json)$/;

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

// The entry and what it imports before anything is shown; pages come later, when they are opened.
function entryScripts(manifest) {
  const seen = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    for (const next of manifest[key].imports ?? []) visit(next);
  };
  visit(Object.keys(manifest).find((key) => manifest[key].isEntry));
  return [...seen].map((key) => manifest[key].file);
}

await build({ root: web, configFile: join(web, 'vite.config.ts'), logLevel: 'warn' });

const viteManifest = JSON.parse(readFileSync(join(out, '.vite', 'manifest.json'), 'utf8'));
const scripts = entryScripts(viteManifest);
rmSync(join(out, '.vite'), { recursive: true });

const listed = [];
for (const path of filesBelow(out).sort()) {
  const content = readFileSync(path);
  const file = { path: relative(out, path), bytes: content.length };
  if (shrinks.test(path)) {
    const gzip = gzipSync(content, { level: 9 });
    const brotli = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    writeFileSync(`${path}.gz`, gzip);
    writeFileSync(`${path}.br`, brotli);
    Object.assign(file, { gzip: gzip.length, brotli: brotli.length });
  }
  listed.push(file);
}
writeFileSync(join(out, 'manifest.json'), `${JSON.stringify({ entry: scripts, files: listed }, null, 1)}\n`);

const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
const entry = scripts.reduce((sum, name) => sum + statSync(join(out, `${name}.gz`)).size, 0);
const everything = listed.reduce((sum, file) => sum + (file.gzip ?? file.bytes), 0);
console.log(
  `entry JS ${kb(entry)} gzip of ${kb(entryLimit)} allowed; ${listed.length} files, ${kb(everything)} on the wire`,
);
if (entry > entryLimit) {
  console.error('The entry is too big: load what only one page needs in that page.');
  process.exit(1);
}
