// What a page says of a runbook's document. The server has checked the document; what is not understood here is left out.
import { parse } from 'yaml';
import type { StepKindName, StepRiskName } from '$src/model/run';

export interface DocumentInput {
  name: string;
  type: string;
  /** "incident.region"; empty: somebody says it. */
  from: string;
  value: string;
  help: string;
}

export interface DocumentStep {
  key: string;
  kind: StepKindName;
  risk: StepRiskName;
  title: string;
  why: string;
  /** What it looks at, changes or asks for, each as a heading and its lines. */
  parts: { part: StepPart; lines: string[] }[];
  /** Key of the next one; empty: the one below. */
  next: string;
  otherwise: string;
}

export type StepPart =
  'show' | 'checks' | 'action' | 'approval' | 'limits' | 'verify' | 'undo' | 'choices' | 'wait';

export interface RunbookDocument {
  inputs: DocumentInput[];
  match: string[];
  steps: DocumentStep[];
  stopAfter: string;
  escalateTo: string;
}

type Plain = Record<string, unknown>;
const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** "region eu-west, version 2.0.0" */
const argumentsOf = (value: unknown): string =>
  isPlain(value)
    ? Object.entries(value)
        .map(([name, each]) =>
          `${name} ${isPlain(each) ? argumentsOf(each) : Array.isArray(each) ? each.join(', ') : textOf(each)}`.trim(),
        )
        .join(', ')
    : textOf(value);

const queries = ['nodes', 'alerts', 'objective', 'rollout', 'logs', 'samples'];

const queryText = (value: Plain): string =>
  queries
    .filter((kind) => value[kind] !== undefined)
    .map((kind) => `${kind}: ${argumentsOf(value[kind])}`)
    .join(', ');

function conditionText(value: unknown): string {
  if (!isPlain(value)) return textOf(value);
  const parts = [`${queryText(value)} ${textOf(value['is'])}`.trim()];
  if (value['lasts']) parts.push(`for ${textOf(value['lasts'])}`);
  if (value['within']) parts.push(`within ${textOf(value['within'])}`);
  return [textOf(value['title']), parts.join(', ')].filter(Boolean).join(': ');
}

const actionText = (value: unknown): string =>
  isPlain(value)
    ? Object.entries(value)
        .map(([name, each]) => `${name.replaceAll('_', ' ')}: ${argumentsOf(each)}`)
        .join(', ')
    : '';

function partsOf(step: Plain): DocumentStep['parts'] {
  const parts: DocumentStep['parts'] = [];
  const add = (part: StepPart, lines: string[]) => {
    const told = lines.filter(Boolean);
    if (told.length) parts.push({ part, lines: told });
  };
  add(
    'show',
    listOf(step['show']).map((each) => (isPlain(each) ? queryText(each) : textOf(each))),
  );
  add('checks', listOf(step['checks']).map(conditionText));
  add(
    'choices',
    listOf(step['choices']).map((each) =>
      isPlain(each) ? `${textOf(each['label'])} → ${textOf(each['next'])}` : '',
    ),
  );
  add('action', [actionText(step['action'])]);
  add('limits', [argumentsOf(step['limits'])]);
  add('approval', [argumentsOf(step['approval'])]);
  if (step['verify']) add('verify', [conditionText(step['verify'])]);
  add('undo', [actionText(step['undo'])]);
  add('wait', [textOf(step['wait'])]);
  return parts;
}

function stepOf(value: unknown): DocumentStep {
  const step = isPlain(value) ? value : {};
  return {
    key: textOf(step['key']),
    kind: (textOf(step['kind']) || 'unspecified') as StepKindName,
    risk: (textOf(step['risk']) || 'read') as StepRiskName,
    title: textOf(step['title']),
    why: textOf(step['why']),
    parts: partsOf(step),
    next: textOf(step['next']),
    otherwise: textOf(step['otherwise']),
  };
}

function inputOf(value: unknown): DocumentInput {
  const input = isPlain(value) ? value : {};
  return {
    name: textOf(input['name']),
    type: textOf(input['type']) || 'text',
    from: textOf(input['from']),
    value: textOf(input['value']),
    help: textOf(input['help']),
  };
}

/** Nothing when it is no document that this version can read. */
export function readDocument(text: string): RunbookDocument | undefined {
  let root: unknown;
  try {
    root = parse(text, { schema: 'failsafe' });
  } catch {
    return undefined;
  }
  if (!isPlain(root)) return undefined;
  const stop = isPlain(root['stop']) ? root['stop'] : {};
  return {
    inputs: listOf(root['inputs'])
      .map(inputOf)
      .filter((input) => input.name),
    match: listOf(root['match']).map((line) =>
      Array.isArray(line) ? line.map(textOf).join(', ') : textOf(line),
    ),
    steps: listOf(root['steps']).map(stepOf),
    stopAfter: textOf(stop['after']),
    escalateTo: textOf(stop['escalate_to']),
  };
}

/** What is wrong with a value before the server is asked. */
export function inputProblem(
  input: DocumentInput,
  value: string,
  withIncident: boolean,
): 'missing' | 'number' | undefined {
  const told = value.trim();
  if (told === '') return input.value || (withIncident && input.from) ? undefined : 'missing';
  if (input.type === 'number' && !/^[+-]?(\d+\.?\d*|\.\d+)$/.test(told)) return 'number';
  return undefined;
}
