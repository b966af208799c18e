// From the messages to plain values.
import type { Duration, Timestamp } from '@bufbuild/protobuf/wkt';

export const dateOf = (at: Timestamp | undefined): Date | undefined =>
  at ? new Date(Number(at.seconds) * 1000 + Math.floor(at.nanos / 1e6)) : undefined;

export const secondsOf = (span: Duration | undefined): number | undefined =>
  span ? Number(span.seconds) + span.nanos / 1e9 : undefined;
