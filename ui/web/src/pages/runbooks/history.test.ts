import { create } from '@bufbuild/protobuf';
import { expect, it } from 'vitest';
import { RunReadingSchema } from '$gen/run_pb';
import { ReadingHistory } from './history';

const reading = (text: string, known = true) => create(RunReadingSchema, { text, known });

it('keeps what was seen of each attempt, with gaps where nothing was known', () => {
  const history = new ReadingHistory();
  history.add('RUN-1', 4, reading('71 ms, has to be < 60'), 1);
  history.add('RUN-1', 4, reading('71 ms, has to be < 60'), 1);
  history.add('RUN-1', 4, reading('5 is not it', false), 2);
  history.add('RUN-1', 5, reading('1'), 2);
  expect(history.of('RUN-1', 4)).toEqual([
    { at: 1, value: 71 },
    { at: 2, value: undefined },
  ]);
  expect(history.of('RUN-2', 4)).toEqual([]);
  expect(history.of('RUN-1', undefined)).toEqual([]);
});
