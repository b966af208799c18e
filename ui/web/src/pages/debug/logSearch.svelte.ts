// The search for lines on a node: asked only when the person says so, because it is written into the audit log.
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { LogLevel, type LogExcerpt, type LogLine } from '$gen/log_pb';
import { NodeService } from '$gen/node_pb';
import { clientOf } from '$src/api/calls';
import type { Freshness } from '$src/api/freshness';
import { now } from '$src/components/now.svelte';
import { toProblem, type Problem } from '$src/api/problem';
import { tellingTrace } from '$src/model/logs';
import { dateOf } from '$src/model/wire';

export const pageLines = 100;

export class LogSearch {
  text = $state('');
  level = $state<LogLevel>(LogLevel.UNSPECIFIED);
  corr = $state('');
  excerpt = $state.raw<LogExcerpt>();
  problem = $state.raw<Problem>();
  /** When it was asked, in milliseconds; nothing: no search is under way. */
  askedAt = $state<number>();
  /** When the node answered last, in milliseconds. */
  answeredAt = $state<number>();
  selected = $state.raw<LogLine>();
  trace = $state.raw<LogLine>();
  /** A search for a trace found none. */
  traceless = $state(false);
  older = $state(false);
  private running: AbortController | undefined;

  constructor(
    private readonly node: () => string,
    private readonly bounds: () => { from: number; to: number } | undefined,
  ) {}

  /** What was found is of the moment when it was asked for. */
  get freshness(): Freshness | undefined {
    return this.answeredAt === undefined ? undefined : { state: 'live', asOf: new Date(this.answeredAt) };
  }

  private async ask(query: {
    tracesOnly?: boolean;
    corr?: string;
    until?: Date;
  }): Promise<LogExcerpt | undefined> {
    this.running?.abort();
    const mine = (this.running = new AbortController());
    const bounds = this.bounds();
    const seconds = (at: number) => timestampFromDate(new Date(at * 1000));
    this.askedAt = Date.now();
    this.problem = undefined;
    try {
      const answer = await clientOf(NodeService).getNodeLogs(
        {
          node: this.node(),
          query: {
            limit: pageLines,
            tracesOnly: query.tracesOnly ?? false,
            corr: query.corr ?? '',
            // A request is followed however long ago it was.
            ...(query.corr || query.tracesOnly ? {} : { text: this.text.trim(), minLevel: this.level }),
            ...(query.corr || !bounds ? {} : { since: seconds(bounds.from), until: seconds(bounds.to) }),
            ...(query.until ? { until: timestampFromDate(query.until) } : {}),
          },
        },
        { signal: mine.signal },
      );
      if (this.running !== mine) return undefined;
      this.answeredAt = now.current;
      return answer.excerpt;
    } catch (error) {
      if (this.running === mine) this.problem = toProblem(error);
      return undefined;
    } finally {
      if (this.running === mine) this.askedAt = undefined;
    }
  }

  async search(until?: Date): Promise<void> {
    this.older = until !== undefined;
    const found = await this.ask({ corr: this.corr, ...(until ? { until } : {}) });
    if (!found) return;
    this.excerpt = found;
    this.selected = undefined;
    const traced = tellingTrace(found.lines);
    if (traced) this.trace = traced;
  }

  searchOlder(): void {
    const oldest = dateOf(this.excerpt?.lines.at(-1)?.at);
    if (oldest) void this.search(new Date(oldest.getTime() - 1));
  }

  follow(corr: string): void {
    this.corr = corr;
    void this.search();
  }

  async findTrace(): Promise<void> {
    const found = await this.ask({ tracesOnly: true });
    if (!found) return;
    this.trace = tellingTrace(found.lines);
    this.traceless = this.trace === undefined;
    if (this.trace) this.selected = this.trace;
  }

  async choose(line: LogLine): Promise<void> {
    this.selected = line;
    this.traceless = false;
    if (line.spans.length) this.trace = line;
    else if (line.corr && line.corr !== this.trace?.corr) {
      const same = this.excerpt?.lines.find(({ corr, spans }) => corr === line.corr && spans.length > 0);
      this.trace = same;
      if (same) return;
      const found = await this.ask({ corr: line.corr });
      this.trace = found?.lines.find(({ spans }) => spans.length > 0);
      this.traceless = found !== undefined && this.trace === undefined;
    }
  }

  cancel(): void {
    this.running?.abort();
    this.running = undefined;
    this.askedAt = undefined;
  }
}
