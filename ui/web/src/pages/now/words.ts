// What groups of alerts are called, as the console calls them.
import type { GroupView } from '$src/model/attention';
import { t } from './text';

export function groupTitle({ labels, alerts }: Pick<GroupView, 'labels' | 'alerts'>): string {
  if (labels['objective']) return t.groupIn(labels['objective'], labels['region'] || t.fleet);
  const names = ['site', 'cause', 'alertname', 'node', 'region'];
  const values = names.flatMap((name) => labels[name] || []);
  if (values.length) return values.join(', ');
  const first = alerts[0]?.labels ?? {};
  return (
    [first['alertname'], first['node'] ?? first['rollout']].filter(Boolean).join(' ') || t.everythingElse
  );
}
