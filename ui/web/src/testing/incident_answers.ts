// Answers of the stories that depend on what is asked: history, nodes, pages of a list.
import { IncidentState, type Incident } from '$gen/incident_pb';
import { NodeHealth } from '$gen/node_pb';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { Code } from '@connectrpc/connect';
import { refusal, type Scenario } from './fake';
import { nodeAt } from './fleet';
import { paging } from './incidents';

/** Bad answers as the incident has them: few before, many since the first bad minute. */
export function badAt(seconds: number): number {
  const since = (seconds - timestampMs(paging.times!.firstBad!) / 1000) / 60;
  const wave = 1 + 0.12 * Math.sin(seconds / 97) + 0.06 * Math.sin(seconds / 41);
  if (since < 0) return 0.0005 * wave;
  return Math.min(0.096, 0.016 * (since + 1)) * wave;
}

export const mayFail = (scenario: Scenario) => {
  if (scenario === 'partial')
    throw refusal(Code.Internal, 'Region ap-south did not answer within 5 s.', 'timeout');
};

export function nodesWhere(scenario: Scenario, filter: string, pageSize: number) {
  const total = scenario === 'many' ? 100_000 : 12_400;
  const bad = filter.includes('not health:healthy');
  const offline = filter.includes('health:offline');
  const unknown = filter.includes('health:unknown');
  const healthy = filter === 'health:healthy';
  const regional = filter.includes('region:');
  const count = offline ? 24 : unknown ? 11 : healthy ? total - 340 : bad ? 304 : regional ? 4120 : total;
  const healths = [
    NodeHealth.DEGRADED,
    NodeHealth.DEGRADED,
    NodeHealth.DEGRADED,
    NodeHealth.DEGRADED,
    NodeHealth.DEGRADED,
    NodeHealth.DEGRADED,
  ];
  const nodes = Array.from({ length: Math.min(pageSize, count, 400) }, (_, index) => {
    const site = offline ? 'montreal' : index % 5 < 3 ? 'rotterdam' : 'antwerp';
    const health = offline
      ? NodeHealth.OFFLINE
      : index % 17 === 4
        ? NodeHealth.OFFLINE
        : index % 29 === 6
          ? NodeHealth.UNKNOWN
          : healths[index % 6]!;
    return nodeAt(index, { site, region: offline ? 'us-east' : 'eu-west', health });
  });
  return { nodes, page: { total: BigInt(scenario === 'empty' && (bad || offline || unknown) ? 0 : count) } };
}

export function page(rows: Incident[], filter: string, pageSize: number, token: string) {
  if (/\bfoo:/.test(filter))
    throw refusal(
      Code.InvalidArgument,
      'at character 1: there is no field "foo"',
      'unknown_field',
      'one of id, title, state, open, severity, region',
    );
  const isOpen = (each: Incident) => each.state <= IncidentState.MITIGATED;
  const found = rows.filter((each) => {
    if (filter.includes('open:yes')) return isOpen(each);
    if (filter.includes('open:no')) return !isOpen(each);
    if (filter.includes('severity:sev1')) return false;
    return true;
  });
  const from = Number(token || 0);
  const next = from + pageSize < found.length ? String(from + pageSize) : '';
  return {
    incidents: found.slice(from, from + pageSize),
    page: { total: BigInt(found.length), nextPageToken: next, revision: 2681n },
  };
}
