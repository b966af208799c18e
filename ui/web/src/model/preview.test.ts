import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { ActionPreviewSchema } from '$gen/run_pb';
import { countIsTyped, previewOf, previewOfText, shortDigest } from './preview';

const target = (name: string, region: string, before = '3.0.0', after = '2.0.0') => ({
  name,
  region,
  before,
  after,
});

describe('a preview', () => {
  it('tells one change of many nodes once', () => {
    const view = previewOf(
      create(ActionPreviewSchema, {
        targets: [target('a', 'eu-west'), target('b', 'eu-north'), target('c', 'eu-west', '1.0.0')],
        targetCount: 5n,
        blast: { nodes: 5, regions: 2, traffic: 0.25 },
        changes: ['- meter-reader-2 running', '+ meter-reader-2 paused'],
        left: ['d: held'],
      }),
    );
    expect(view.diff).toEqual([
      { mark: '-', text: 'meter-reader-2 running', nodes: 0 },
      { mark: '+', text: 'meter-reader-2 paused', nodes: 0 },
      { mark: '-', text: '3.0.0', nodes: 2 },
      { mark: '+', text: '2.0.0', nodes: 2 },
      { mark: '-', text: '1.0.0', nodes: 1 },
      { mark: '+', text: '2.0.0', nodes: 1 },
    ]);
    expect(view.strip.map((row) => [row.region, row.nodes.length])).toEqual([
      ['eu-north', 1],
      ['eu-west', 2],
    ]);
    expect([view.nodes, view.more, view.left.length]).toEqual([5, 2, 1]);
  });
  it('does not say as a change what stays', () => {
    expect(previewOf(create(ActionPreviewSchema, { targets: [target('a', 'x', '1', '1')] })).diff).toEqual(
      [],
    );
  });
});

describe('what was done', () => {
  it('is read from its evidence', () => {
    const view = previewOfText(
      'roll back',
      '1,204 nodes, 1 region, 34.2 % of the traffic\n- running\nrotterdam-1: 3.0.0 -> 2.0.0\nleft out: antwerp-1: held\n',
    );
    expect([view.nodes, view.regions, view.more]).toEqual([1204, 1, 1203]);
    expect(view.diff.map((line) => line.mark + line.text)).toEqual(['-running', '-3.0.0', '+2.0.0']);
    expect(view.left).toEqual(['antwerp-1: held']);
  });
});

describe('the count', () => {
  it('is typed for much of the fleet and for what cannot be undone', () => {
    expect(countIsTyped(4, 12, false)).toBe(false);
    expect(countIsTyped(200, 100_000, false)).toBe(false);
    expect(countIsTyped(2000, 100_000, false)).toBe(true);
    expect(countIsTyped(50, undefined, false)).toBe(false);
    expect(countIsTyped(1, 100_000, true)).toBe(true);
  });
});

it('shortens digests, not what is short', () => {
  expect(shortDigest('sha256:9f3c41d07be24a6fe21a')).toBe('9f3c…e21a');
  expect(shortDigest('abc')).toBe('abc');
});
