// Sentences of a decision.
import type { Warning } from '$src/model/approvals';
import type { EvidenceRow } from '$src/model/interval';
import { format, t as shell } from '$src/text';
import type { SeenWarning } from './decide.svelte';
import { t } from './text';

export function evidenceText(row: EvidenceRow): string {
  if (!row.interval) return t.rowNone;
  const text = (value: number) =>
    row.against === 'before' ? `${format.signed(value * 100, 1) || '0'} %` : `${format.percent(value, 2)} %`;
  const { low, point, high } = row.interval;
  return t.rowText(text(point), text(low), text(high), text(row.limit));
}

export function warningText(warning: Warning): string {
  switch (warning.kind) {
    case 'first':
      return t.warnFirst;
    case 'verdict': {
      const words = { fail: t.verdictFail, inconclusive: t.verdictInconclusive, unknown: t.verdictUnknown };
      return t.warnVerdict(warning.wave, words[warning.verdict], warning.why);
    }
    case 'no-way-back':
      return t.warnNoWayBack(warning.nodes);
    case 'failed-before':
      return t.warnFailed(warning.nodes);
    case 'budget':
      return [
        t.warnBudget(warning.objective, warning.region || t.fleet, shell.budgetState(warning.state)),
        warning.meaning,
      ]
        .filter(Boolean)
        .join('. ');
    case 'paused':
      return t.warnPaused(warning.why);
    case 'untold-nodes':
      return t.warnUntold;
    case 'evidence':
      return t.warnEvidence(warning.topic, warning.text);
  }
}

/** Rows that are worse are warnings too. */
export function allWarnings(warnings: Warning[], rows: EvidenceRow[]): SeenWarning[] {
  const worse: Warning[] = rows
    .filter((row) => row.verdict === 'worse')
    .map((row) => ({ kind: 'evidence', topic: t.topic(row.topic), text: evidenceText(row) }));
  return [...warnings, ...worse].map((warning, index) => ({
    key: `${warning.kind}-${'objective' in warning ? `${warning.objective}/${warning.region}` : 'topic' in warning ? warning.topic : index}`,
    text: warningText(warning),
  }));
}
