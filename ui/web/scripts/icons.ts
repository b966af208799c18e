// `import bell from 'icon:bell'` gives the shapes of resources/icons/bell.svg, read at build time: what nobody imports is
// not in the bundle. `icon:status/failed` are the status shapes; what they cut out of themselves has the class `cut`.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const folder = fileURLToPath(new URL('../../../resources/icons/', import.meta.url));
const prefix = 'icon:';

type Shape = [tag: string, attributes: Record<string, string>];

function attributesOf(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name, value] of text.matchAll(/([\w-]+)="([^"]*)"/g)) found[name!] = value!;
  if (found['stroke'] === 'background') {
    delete found['stroke'];
    found['class'] = 'cut';
  }
  return found;
}

export function parseIcon(svg: string): { box: string; shapes: Shape[] } {
  const shapes: Shape[] = [];
  for (const [, tag, rest] of svg.matchAll(/<(path|circle|rect|line|polyline|polygon|ellipse)\b([^>]*)>/g)) {
    shapes.push([tag!, attributesOf(rest!)]);
  }
  return { box: /viewBox="([^"]+)"/.exec(svg)?.[1] ?? '0 0 24 24', shapes };
}

export function icons(): Plugin {
  return {
    name: 'flotilla-icons',
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return null;
      const file = `${folder}${id.slice(prefix.length + 1)}.svg`;
      this.addWatchFile(file);
      return `export default ${JSON.stringify(parseIcon(readFileSync(file, 'utf8')))};`;
    },
  };
}
