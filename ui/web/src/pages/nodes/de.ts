import type { DriftWord } from '$src/model/node';
import type { Translation } from '$src/text';
import type en from './en';

const driftWords = { unknown: 'unbekannt', none: 'keine', differs: 'weicht ab' };

export default {
  title: 'Knoten',
  filter: 'Knoten filtern',
  filterHint: 'status:failed region:eu-west version<2.0.0',
  matching: (count) => `${count} passen`,
  total: (count) => `${count} insgesamt`,
  status: 'Zustand',
  node: 'Knoten',
  region: 'Region',
  site: 'Standort',
  actual: 'Ist',
  desired: 'Soll',
  drift: 'Abweichung',
  stage: 'Stufe',
  seen: 'Zuletzt gesehen',
  p95: 'p95',
  hardware: 'Hardware',
  never: 'nie',
  ms: (text) => `${text} ms`,
  driftWord: (word: DriftWord) =>
    word.kind === 'some' ? `${word.of} von ${word.all}` : driftWords[word.kind],
  empty: 'Noch keine Knoten. So kommt einer dazu:',
  nothingMatches: (total) => `0 von ${total} passen.`,
  clear: (term) => `${term} weglassen`,
  debug: (name) => `${name} untersuchen`,
  needSomebody: 'Knoten, die jemanden brauchen',
} satisfies Translation<typeof en>;
