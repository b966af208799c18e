import { beforeEach, expect, it, vi } from 'vitest';
import { keptRun, keepRun } from '../pages/runbooks/offline';
import { toldAt } from '../pages/runbooks/sampleMoments';
import { forgetCopies, keepCopy, readCopy } from './copies';

const store = new Map<string, string>();
beforeEach(() => {
  store.clear();
  vi.stubGlobal('localStorage', {
    get length() {
      return store.size;
    },
    key: (index: number) => [...store.keys()][index] ?? null,
    getItem: (name: string) => store.get(name) ?? null,
    setItem: (name: string, value: string) => void store.set(name, value),
    removeItem: (name: string) => void store.delete(name),
  });
});
const at = new Date('2026-11-23T13:35:00Z');

it('gives back what was kept, to the same person, for a day', () => {
  keepCopy('run', 'operator-1', 'text', at);
  expect(readCopy('run', 'operator-1', at.getTime() + 1000)).toEqual({ text: 'text', at });
  expect(readCopy('run', undefined, at.getTime())?.text).toBe('text');
  expect(readCopy('run', 'operator-2', at.getTime())).toBeUndefined();
  expect(readCopy('run', 'operator-1', at.getTime() + 25 * 3_600_000)).toBeUndefined();
  expect(store.size).toBe(0);
});

it('forgets copies and nothing else', () => {
  store.set('flotilla.theme', 'dark');
  keepCopy('run', 'operator-1', 'text', at);
  forgetCopies();
  expect([...store.keys()]).toEqual(['flotilla.theme']);
});

it('keeps the steps of a run, without what could be acted upon', () => {
  keepRun(toldAt('ready'), 'operator-1', at);
  const kept = keptRun(undefined, at.getTime())!;
  expect(kept.told.steps).toHaveLength(7);
  expect(kept.told.preview).toBeUndefined();
  store.set('flotilla.copy.run', '{"at":1,"account":"x","text":"{"}');
  expect(keptRun(undefined, 2)).toBeUndefined();
});
