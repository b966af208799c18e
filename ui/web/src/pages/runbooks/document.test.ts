import { describe, expect, it } from 'vitest';
import { RunbookTrust } from '$gen/runbook_pb';
import { sortedBooks, trustOf } from './books';
import { inputProblem, readDocument } from './document';
import { books, documentText } from './sampleBooks';

// The runbooks that come with the product.
const shipped = Object.entries(
  import.meta.glob<string>('../../../../../resources/runbooks/*.yaml', {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
).map(([path, text]) => [path.slice(path.lastIndexOf('/') + 1), text] as const);

describe('a document', () => {
  const document = readDocument(documentText)!;
  it('says its inputs, alerts and when somebody is called', () => {
    expect(document.inputs.map((input) => [input.name, input.type, input.from, input.value])).toEqual([
      ['region', 'region', 'incident.region', ''],
      ['site', 'site', '', ''],
      ['limit', 'number', '', '60'],
    ]);
    expect(document.match[1]).toBe('alertname=NodeOffline');
    expect([document.stopAfter, document.escalateTo]).toEqual(['10m', 'secondary']);
  });
  it('says all parts of an act', () => {
    const act = document.steps.find((step) => step.kind === 'act')!;
    expect(act.risk).toBe('reversible');
    expect(act.parts.map((each) => each.part)).toEqual([
      'checks',
      'action',
      'limits',
      'approval',
      'verify',
      'undo',
    ]);
  });
  it('is looked at in every runbook that is shipped', () => expect(shipped.length).toBeGreaterThan(2));
  it.each(shipped)('%s is read', (_, text) => {
    const read = readDocument(text)!;
    expect(read.steps.length).toBeGreaterThan(2);
    expect(read.match.length).toBeGreaterThan(0);
    for (const step of read.steps) {
      expect(step.title).not.toBe('');
      expect(JSON.stringify(step)).not.toContain('[object');
    }
  });
  it('that cannot be read is nothing', () => {
    expect(readDocument('a: [')).toBeUndefined();
    expect(readDocument('- 1')).toBeUndefined();
  });
});

describe('an input', () => {
  const [region, site, limit] = readDocument(documentText)!.inputs;
  it('has to be said unless it comes from somewhere', () => {
    expect(inputProblem(region!, '', true)).toBeUndefined();
    expect(inputProblem(region!, '', false)).toBe('missing');
    expect(inputProblem(site!, ' ', true)).toBe('missing');
    expect(inputProblem(limit!, '', false)).toBeUndefined();
  });
  it('that is a number is one', () => {
    expect(inputProblem(limit!, '60.5', false)).toBeUndefined();
    expect(inputProblem(limit!, 'sixty', false)).toBe('number');
  });
});

describe('trust', () => {
  it('is nothing to rely upon where it is not known', () => {
    expect(trustOf({ retired: false, health: undefined } as never)).toBe('stale');
    expect(trustOf({ retired: true, health: { trust: RunbookTrust.FRESH } } as never)).toBe('retired');
  });
  it('puts the broken ones where one sees them, and what is out of use last', () => {
    const names = sortedBooks(books).map((book) => book.name);
    expect([names[0], names.at(-1)]).toEqual(['telemetry-gap', 'old-failover']);
  });
});
