// What went wrong with a call, in the words of the server: the same for every transport.
import { Code, ConnectError } from '@connectrpc/connect';
import { ErrorDetailSchema } from '$gen/common_pb';

export type ProblemCode =
  | 'canceled'
  | 'unknown'
  | 'invalid_argument'
  | 'deadline_exceeded'
  | 'not_found'
  | 'already_exists'
  | 'permission_denied'
  | 'resource_exhausted'
  | 'failed_precondition'
  | 'aborted'
  | 'out_of_range'
  | 'unimplemented'
  | 'internal'
  | 'unavailable'
  | 'data_loss'
  | 'unauthenticated';

const codes: Record<Code, ProblemCode> = {
  [Code.Canceled]: 'canceled',
  [Code.Unknown]: 'unknown',
  [Code.InvalidArgument]: 'invalid_argument',
  [Code.DeadlineExceeded]: 'deadline_exceeded',
  [Code.NotFound]: 'not_found',
  [Code.AlreadyExists]: 'already_exists',
  [Code.PermissionDenied]: 'permission_denied',
  [Code.ResourceExhausted]: 'resource_exhausted',
  [Code.FailedPrecondition]: 'failed_precondition',
  [Code.Aborted]: 'aborted',
  [Code.OutOfRange]: 'out_of_range',
  [Code.Unimplemented]: 'unimplemented',
  [Code.Internal]: 'internal',
  [Code.Unavailable]: 'unavailable',
  [Code.DataLoss]: 'data_loss',
  [Code.Unauthenticated]: 'unauthenticated',
};

export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    message: string,
    /** The short name that programs act on, as "confirmation_needed"; may be empty. */
    readonly reason = '',
    /** The field of the request that it is about; may be empty. */
    readonly field = '',
    /** What to do about it; may be empty. */
    readonly fix = '',
  ) {
    super(message);
    this.name = 'Problem';
  }

  /** Nobody answered: it says nothing about the request. */
  get isOffline(): boolean {
    return this.code === 'unavailable' || this.code === 'deadline_exceeded';
  }
}

export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  // A browser tells a network that does not answer as a TypeError and nothing else.
  if (error instanceof TypeError) return new Problem('unavailable', error.message);
  const connect = ConnectError.from(error);
  // Connect puts what an interceptor throws into an error of its own.
  if (connect.cause instanceof Problem) return connect.cause;
  if (connect.cause instanceof TypeError) return new Problem('unavailable', connect.rawMessage);
  const detail = connect.findDetails(ErrorDetailSchema)[0];
  return new Problem(codes[connect.code], connect.rawMessage, detail?.reason, detail?.field, detail?.fix);
}
