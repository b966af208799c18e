// The sentence and the facts at the head of an incident.
import type { GetIncidentResponse } from '$gen/incident_pb';
import type { BurnData, NodesData } from '$src/api/incidents';
import { countedBetween } from '$src/model/burn';
import { beganAt, isOpen, overAt, summaryOfAlerts } from '$src/model/incident';
import { dateOf, secondsOf } from '$src/model/wire';
import { format } from '$src/text';
import { t } from './text';

export interface Impact {
  strong: string;
  rest: string;
}

const sentence = (text: string) => (text && !/[.!?]$/.test(text) ? `${text}.` : text);

/** What users noticed, in words and numbers; what is not known is left out. */
export function impactOf(
  detail: Pick<GetIncidentResponse, 'incident'>,
  burn: BurnData | undefined,
  nodes: NodesData | undefined,
  now: number,
): Impact {
  const incident = detail.incident!;
  const where = incident.region || t.wholeFleet;
  const gone =
    isOpen(incident.state) && nodes && nodes.notHealthy > 0
      ? sentence(t.where(t.nodes(format.number(nodes.notHealthy), nodes.notHealthy === 1), where))
      : '';
  const began = beganAt(incident);
  if (burn && began) {
    const end = (overAt(incident)?.getTime() ?? now) / 1000;
    const counted = countedBetween(burn.history, began.getTime() / 1000, end);
    if (counted.total > 0) {
      const bad = t.bad(burn.objective.indicator, format.number(counted.bad), format.number(counted.total));
      const within = t.within(bad, format.span(end - began.getTime() / 1000));
      const share = burn.allowed ? counted.bad / burn.allowed : undefined;
      const cost =
        share !== undefined && burn.period
          ? `: ${t.allowance(format.percent(share, share < 0.1 ? 1 : 0), format.span(burn.period))}`
          : '';
      return { strong: sentence(`${within}${cost}`), rest: gone };
    }
  }
  return { strong: sentence(summaryOfAlerts(incident)), rest: gone };
}

export interface Fact {
  name: string;
  value: string;
  href?: string;
}

/** Who and when, in the order in which it is asked for; what is not known is left out. */
export function factsOf(
  { incident, durations }: Pick<GetIncidentResponse, 'incident' | 'durations'>,
  burn: BurnData | undefined,
  acknowledged: string,
  now: number,
): Fact[] {
  const one = incident!;
  const out: Fact[] = [{ name: t.commander, value: one.commander || t.nobody }];
  const add = (name: string, value: string | undefined, href?: string) =>
    value && out.push({ name, value, ...(href ? { href } : {}) });
  const length = (seconds: number | undefined) => (seconds === undefined ? undefined : format.span(seconds));
  add(t.scribe, one.scribe);
  add(t.liaison, one.liaison);
  add(t.foundIn, length(secondsOf(durations?.toDetect)));
  const took = length(secondsOf(durations?.toAcknowledge));
  add(t.acknowledgedIn, took && acknowledged ? `${took}, ${acknowledged}` : took);
  add(t.mitigatedIn, length(secondsOf(durations?.toMitigate)));
  add(t.resolvedIn, length(secondsOf(durations?.toResolve)));
  const opened = dateOf(one.openedAt);
  if (opened && isOpen(one.state)) add(t.openSince, format.span((now - opened.getTime()) / 1000));
  else if (opened) add(t.openedAt, format.moment(opened));
  if (isOpen(one.state) && burn?.exhaustedIn) add(t.budgetGone, format.span(burn.exhaustedIn));
  if (one.suspect) add(t.suspect, one.suspect, `/rollouts/${encodeURIComponent(one.suspect)}`);
  if (one.mergedInto) add(t.mergedInto, one.mergedInto, `/incidents/${encodeURIComponent(one.mergedInto)}`);
  add(t.cancelledFor, one.reason);
  return out;
}
