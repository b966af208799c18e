import type { DriftWord } from '$src/model/node';

const driftWords = { unknown: 'unknown', none: 'none', differs: 'differs' };

export default {
  title: 'Nodes',
  filter: 'Filter nodes',
  filterHint: 'status:failed region:eu-west version<2.0.0',
  matching: (count: string) => `${count} match`,
  total: (count: string) => `${count} in all`,
  status: 'Status',
  node: 'Node',
  region: 'Region',
  site: 'Site',
  actual: 'Actual',
  desired: 'Desired',
  drift: 'Drift',
  stage: 'Stage',
  seen: 'Last seen',
  p95: 'p95',
  hardware: 'Hardware',
  never: 'never',
  ms: (text: string) => `${text} ms`,
  driftWord: (word: DriftWord) =>
    word.kind === 'some' ? `${word.of} of ${word.all}` : driftWords[word.kind],
  empty: 'No nodes yet. Enrol one:',
  nothingMatches: (total: string) => `0 of ${total} match.`,
  clear: (term: string) => `Clear ${term}`,
  debug: (name: string) => `Debug ${name}`,
  needSomebody: 'Nodes that need somebody',
};
