import { describe, expect, it } from 'vitest';
import { number, span } from '$src/model/format';
import { stageOfNode, stageReasons, type Cell } from '$src/model/stages';
import { nodeStage, plannedStages, stagedNode } from '$src/testing/stageNodes';
import de from './de';
import en from './en';
import { shadowLimits, weightLimits } from './limits';
import { stageText } from './words';

const english = {
  number: (value: number, digits?: number) => number('en', value, digits),
  span: (seconds: number) => span('en', seconds),
};
/** Its numbers are held together with what they count. */
const spaced = (text: string) => text.replaceAll('\u00a0', ' ');

describe('a plan', () => {
  it('says its stages with their limits', () => {
    const { shadow, weights } = plannedStages();
    expect(spaced(shadowLimits(shadow!, english))).toBe(
      'It answers copies for 10 min to 6 h. It passes at 1 % of answers that differ and is refused at 3 %, or at more than 0.1 % not answered. Its worker may take 64 MB and 50 % of a core.',
    );
    expect(shadowLimits({ ...shadow!, memoryMb: 0, cpuPercent: 0 }, english)).not.toContain('worker');
    expect(spaced(weightLimits(weights!, english))).toBe(
      'It answers 1, 5, 25, 50 and 100 % of the requests, each step for 10 min and 100 answers, 6 h at most. It goes back where more than 2 % of answers differ or more than 0.1 % are not answered.',
    );
    expect(weightLimits({ ...weights!, steps: [100] }, english)).toContain('answers 100\u00a0%');
  });
});

describe('words', () => {
  it('of a node say its stage', () => {
    const text = (percent: number) => stageText(stageOfNode(stagedNode(1, [nodeStage(percent)]))!);
    expect([0, 1, 25].map(text)).toEqual(['shadow', '1 %', '25 %']);
  });
  it('are there for every reason, stand and cell', () => {
    const cells: Cell[] = (['waiting', 'shadow', 'step', 'weights', 'refused', 'back'] as const).map(
      (kind) => ({
        kind,
        percent: 100,
        nodes: 1,
      }),
    );
    for (const words of [en, de]) {
      const said = [
        ...stageReasons.map((reason) => words.reason(reason, 2, '2')),
        ...cells.flatMap((cell) => [words.cell(cell, true), words.cell(cell, false), words.cellNote(cell)]),
        ...(['planned', 'open', 'alarm', 'passed', 'failed', 'mixed', 'ended'] as const).flatMap((word) => {
          const stand = { word, underWay: 1, passed: 2, failed: 3 };
          return [words.stand(stand, true), words.stand(stand, false), words.standMore(stand, true, String)];
        }),
      ];
      for (const text of said) {
        expect(text).toBeTruthy();
        expect(text).not.toContain('undefined');
      }
    }
  });
  it('say how many are in a stage, passed it or did not', () => {
    const stand = { word: 'open', underWay: 5, passed: 19, failed: 1 } as const;
    expect(en.standMore(stand, true, String)).toBe('5 in it, 19 passed, 1 refused.');
    expect(en.standMore({ ...stand, passed: 0 }, false, String)).toBe('5 in it, 1 went back.');
    expect(en.standMore({ ...stand, underWay: 0, passed: 0, failed: 0 }, true, String)).toBe(
      'Given up before it was decided.',
    );
  });
});
