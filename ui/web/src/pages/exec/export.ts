// The page as a table for spreadsheets: every number that is on it, with its unit and the address of its list.
import { csv, type Cell } from '$src/model/csv';
import { budgetName, cellOf, waterfall } from '$src/model/summary';
import { dateOf, secondsOf } from '$src/model/wire';
import type { Summary, SummaryCount } from '$gen/summary_pb';

const head = ['part', 'place', 'what', 'value', 'unit', 'state', 'address'];

const time = (at: Date | undefined): string => at?.toISOString() ?? '';

function counts(part: string, list: [string, SummaryCount | undefined][]): Cell[][] {
  return list.map(([what, count]) => [
    part,
    '',
    what,
    count ? Number(count.value) : undefined,
    '',
    '',
    count?.address,
  ]);
}

function budgetRows(summary: Summary): Cell[][] {
  return summary.rows.flatMap((row) =>
    summary.objectives.map((objective): Cell[] => {
      const cell = cellOf(row, objective);
      const state = cell ? budgetName(cell.state) : '';
      return [
        'budget left',
        row.region || 'fleet',
        objective.title,
        cell?.budgetLeft,
        'share',
        state,
        cell?.address,
      ];
    }),
  );
}

/** Names are English in every language: other programs read them. */
export function summaryCsv(summary: Summary): string {
  const { releases, incidents, fleet, service } = summary;
  const rows: Cell[][] = [
    head,
    ['period', '', 'from', time(dateOf(summary.from))],
    ['period', '', 'to', time(dateOf(summary.to))],
    ['period', '', 'as of', time(dateOf(summary.asOf))],
    ...(summary.headline?.sentences ?? []).map((each): Cell[] => [
      'headline',
      '',
      each.text,
      undefined,
      '',
      '',
      each.address,
    ]),
    ['service', '', 'level', service?.level, 'share', '', service?.address],
    ['service', '', 'goal', service?.goal, 'share'],
    ['service', '', 'level before', service?.before, 'share'],
    ...budgetRows(summary),
    ...waterfall(summary.budgets[0]).map((step): Cell[] => [
      'budget spent',
      '',
      step.name,
      step.value,
      '%',
      '',
      step.spending?.address,
    ]),
    ...counts('releases', [
      ['all', releases?.all],
      ['succeeded', releases?.succeeded],
      ['running', releases?.running],
      ['paused', releases?.paused],
      ['failed', releases?.failed],
      ['aborted', releases?.aborted],
      ['rolled back automatically', releases?.rolledBackAutomatically],
      ['rolled back by hand', releases?.rolledBackByHand],
      ['stopped as canaries', releases?.stoppedAsCanaries],
    ]),
    ['releases', '', 'change failure rate', releases?.changeFailureRate, 'share'],
    ['releases', '', 'bad version live, median', secondsOf(releases?.badLive?.median), 's'],
    ...counts('incidents', [
      ['all', incidents?.all],
      ['open', incidents?.open],
      ['false alarms', incidents?.falseAlarms],
      ['overdue actions', incidents?.overdueTasks],
      ['pages', incidents?.pages],
    ]),
    ['incidents', '', 'to detect, median', secondsOf(incidents?.toDetect?.median), 's'],
    ['incidents', '', 'to mitigate, median', secondsOf(incidents?.toMitigate?.median), 's'],
    ...(incidents?.newest ?? []).map((each): Cell[] => [
      'incident',
      each.region,
      `${each.id} ${each.title}`,
      secondsOf(each.toMitigate),
      's to mitigate',
      each.state,
      each.address,
    ]),
    ...counts('fleet', [
      ['nodes', fleet?.nodes],
      ['in service', fleet?.inService],
      ['unreachable', fleet?.unreachable],
      ['sites', fleet?.sites],
      ['sites below', fleet?.sitesBelow],
    ]),
    ...(fleet?.workloads ?? []).map((each): Cell[] => [
      'currency',
      '',
      `${each.workload} ${each.newest?.version ?? ''}`,
      each.currentShare,
      'share',
      '',
      each.newest?.address,
    ]),
    ...summary.business.map((each): Cell[] => [
      'business',
      '',
      each.indicator?.title,
      each.value,
      each.indicator?.unit,
      '',
      each.address,
    ]),
  ];
  return csv(rows.map((row) => head.map((_, index) => row[index])));
}
