// The look as custom properties. Names are those of the style sheets; colours are those of resources/tokens.json.

const shared = {
  text: 'text',
  'text-2': 'text2',
  'text-3': 'text3',
  accent: 'accent',
  'on-accent': 'accentInk',
  focus: 'focus',
  border: 'control',
  divider: 'divider',
  danger: 'danger',
  'on-danger': 'dangerInk',
  env: 'environment',
  'on-env': 'environmentInk',
  hover: 'hover',
  bg2: 'raised',
  bg3: 'selected',
};

function themeLines(tokens, theme) {
  const colors = tokens.colors[theme];
  const web = tokens.web[theme];
  const lines = [
    `color-scheme: ${theme};`,
    `--bg0: ${web.page};`,
    `--bg1: ${web.panel};`,
    `--ramp: ${web.ramp};`,
    `--heat: ${web.heat};`,
  ];
  for (const [name, token] of Object.entries(shared)) {
    if (!colors[token]) throw new Error(`resources/tokens.json: colors.${theme}.${token} is missing`);
    lines.push(`--${name}: ${colors[token]};`);
  }
  for (const [name, value] of Object.entries(tokens.status[theme])) lines.push(`--${name}: ${value};`);
  tokens.series[theme].forEach((value, index) => lines.push(`--s${index + 1}: ${value};`));
  return lines;
}

function numberLines(tokens) {
  const lines = [];
  const groups = { spacing: 'space', radius: 'radius', motion: 'motion' };
  for (const [group, prefix] of Object.entries(groups)) {
    const unit = group === 'motion' ? 'ms' : 'px';
    for (const [name, value] of Object.entries(tokens[group]))
      lines.push(`--${prefix}-${name.toLowerCase()}: ${value}${unit};`);
  }
  return lines;
}

const block = (selector, lines) => `${selector} {\n  ${lines.join('\n  ')}\n}\n`;

/** Dark unless the system or the person wants light: <html data-theme="dark|light"> wins over the system. */
export function tokenSheet(tokens) {
  const dark = themeLines(tokens, 'dark');
  const light = themeLines(tokens, 'light');
  return [
    block(':root', [...numberLines(tokens), ...dark]),
    `@media (prefers-color-scheme: light) {\n${block(':root', light)}}\n`,
    block(":root[data-theme='dark']", dark),
    block(":root[data-theme='light']", light),
    // Paper is white, whatever the screen is.
    `@media print {\n${block(":root, :root[data-theme='dark']", light)}}\n`,
  ].join('');
}
