// The run last opened, as text that can be read without the server.
import { fromJsonString, toJsonString } from '@bufbuild/protobuf';
import { keepCopy, readCopy } from '$src/shell/copies';
import { GetRunResponseSchema, type GetRunResponse } from '$gen/run_pb';

const name = 'run';
const mostEvidence = 30;

export function keepRun(told: GetRunResponse, account: string, at: Date): void {
  if (!told.run) return;
  const { preview: _, ...rest } = told;
  const text = toJsonString(GetRunResponseSchema, { ...rest, evidence: told.evidence.slice(-mostEvidence) });
  keepCopy(name, account, text, at);
}

export function keptRun(
  account: string | undefined,
  now: number,
): { told: GetRunResponse; at: Date } | undefined {
  const copy = readCopy(name, account, now);
  if (!copy) return undefined;
  try {
    return {
      told: fromJsonString(GetRunResponseSchema, copy.text, { ignoreUnknownFields: true }),
      at: copy.at,
    };
  } catch {
    return undefined;
  }
}
