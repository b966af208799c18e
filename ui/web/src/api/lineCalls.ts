// What the stream of the page asks the server. Loaded when the first query wants to follow something: it needs the
// descriptions of everything that may change.
import type { Topic, WatchResponse } from '$gen/watch_pb';
import { WatchService } from '$gen/watch_pb';
import { clientOf } from './calls';

export const watch = (
  topics: Topic[],
  fromRevision: bigint,
  signal: AbortSignal,
): AsyncIterable<WatchResponse> => clientOf(WatchService).watch({ topics, fromRevision }, { signal });
