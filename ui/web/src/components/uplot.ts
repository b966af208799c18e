// The one place that knows uPlot. Loaded when the first chart is shown.
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { broken, type ChartData, type ChartSeries } from '$src/model/chart';

export interface DrawnChart {
  update(data: ChartData): void;
  resize(width: number): void;
  /** Puts the cursor to a moment, in seconds; nothing takes it away. */
  point(at: number | undefined): void;
  destroy(): void;
}

export interface DrawOptions {
  width: number;
  height: number;
  /** Charts with the same name share the cursor. */
  sync?: string | undefined;
  number: (value: number) => string;
  time: (seconds: number) => string;
  /** From and to in seconds; nothing: what the data says. */
  range?: [number, number] | undefined;
  /** The y axis begins at zero. */
  fromZero?: boolean;
  atLeast?: number | undefined;
  onCursor?: ((at: number) => void) | undefined;
}

type Colors = (name: string) => string;

function colorsOf(element: Element): Colors {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

function styleOf(series: ChartSeries, color: Colors): uPlot.Series {
  const common = { label: series.label, spanGaps: false, points: { show: false } };
  if (series.style === 'candidate') return { ...common, stroke: color('accent'), width: 1.5 };
  if (series.style === 'baseline') return { ...common, stroke: color('text-2'), width: 1.25, dash: [6, 3] };
  const dashes = [[], [6, 3], [2, 2], [8, 2, 2, 2], [3, 5]];
  return { ...common, stroke: color(`s${series.style}`), width: 1.5, dash: dashes[series.style - 1]! };
}

function hatch(u: uPlot, [from, to]: [number, number], color: string): void {
  const { ctx, bbox } = u;
  const left = Math.max(bbox.left, u.valToPos(from, 'x', true));
  const right = Math.min(bbox.left + bbox.width, u.valToPos(to, 'x', true));
  if (right <= left) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, bbox.top, right - left, bbox.height);
  ctx.clip();
  ctx.strokeStyle = color;
  ctx.setLineDash([]);
  ctx.globalAlpha = 0.35;
  ctx.lineWidth = devicePixelRatio;
  const step = 8 * devicePixelRatio;
  ctx.beginPath();
  for (let at = left - bbox.height; at < right; at += step) {
    ctx.moveTo(at, bbox.top + bbox.height);
    ctx.lineTo(at + bbox.height, bbox.top);
  }
  ctx.stroke();
  ctx.restore();
}

function line(u: uPlot, from: [number, number], to: [number, number], color: string, dash: number[]): void {
  const { ctx } = u;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash(dash.map((each) => each * devicePixelRatio));
  ctx.beginPath();
  ctx.moveTo(...from);
  ctx.lineTo(...to);
  ctx.stroke();
  ctx.restore();
}

function drawExtras(u: uPlot, data: ChartData, color: Colors): void {
  const { left, top, width, height } = u.bbox;
  for (const gap of data.gaps ?? []) hatch(u, gap, color('text-3'));
  if (data.goal) {
    const y = u.valToPos(data.goal.value, 'y', true);
    line(u, [left, y], [left + width, y], color('text-2'), [4, 3]);
  }
  const kinds = { rollout: 'accent', incident: 'degraded', config: 's3', other: 'text-3' };
  for (const mark of data.marks ?? []) {
    const x = u.valToPos(mark.at, 'x', true);
    if (x < left || x > left + width) continue;
    line(u, [x, top], [x, top + height], color(kinds[mark.kind]), [3, 3]);
    u.ctx.fillStyle = color(kinds[mark.kind]);
    u.ctx.beginPath();
    const size = 4 * devicePixelRatio;
    u.ctx.moveTo(x - size, top);
    u.ctx.lineTo(x + size, top);
    u.ctx.lineTo(x, top + 1.5 * size);
    u.ctx.fill();
  }
}

function axes(color: Colors, options: DrawOptions): uPlot.Axis[] {
  const common = {
    stroke: color('text-2'),
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
    grid: { stroke: color('divider'), width: 1 },
    ticks: { show: false },
  };
  return [
    { ...common, size: 24, gap: 4, values: (_, values) => values.map(options.time), space: 72 },
    { ...common, size: 46, gap: 6, values: (_, values) => values.map(options.number), space: 28 },
  ];
}

export function draw(element: HTMLElement, data: ChartData, options: DrawOptions): DrawnChart {
  let shown = data;
  const color = colorsOf(element);
  // Told only when a person moved it.
  let pointing = false;
  const moved = (u: uPlot) => {
    if (pointing || u.cursor.left === undefined || u.cursor.left === null || u.cursor.left < 0) return;
    options.onCursor?.(u.posToVal(u.cursor.left, 'x'));
  };
  const table = ({ times, values }: ReturnType<typeof broken>) => [times, ...values] as uPlot.AlignedData;
  const chart = new uPlot(
    {
      width: options.width,
      height: options.height,
      legend: { show: false },
      cursor: {
        y: false,
        points: { size: 6 },
        drag: { x: false, y: false },
        ...(options.sync ? { sync: { key: options.sync } } : {}),
      },
      scales: {
        x: { time: true, ...(options.range ? { range: options.range } : {}) },
        y: {
          range: (_, low, high) => {
            const goal = shown.goal?.value;
            const from = Math.min(options.fromZero ? 0 : (low ?? 0), goal ?? Infinity);
            const to = Math.max(high ?? 1, goal ?? -Infinity, options.atLeast ?? -Infinity);
            return uPlot.rangeNum(from, to === from ? from + 1 : to, 0.1, true);
          },
        },
      },
      axes: axes(color, options),
      series: [{}, ...data.series.map((series) => styleOf(series, color))],
      hooks: { draw: [(u) => drawExtras(u, shown, color)], setCursor: [moved] },
    },
    table(broken(data)),
    element,
  );
  return {
    update(next) {
      shown = next;
      chart.setData(table(broken(next)));
    },
    resize: (width) => chart.setSize({ width, height: options.height }),
    point(at) {
      pointing = true;
      const left = at === undefined ? -10 : chart.valToPos(at, 'x');
      chart.setCursor({ left, top: at === undefined ? -10 : 1 });
      pointing = false;
    },
    destroy: () => chart.destroy(),
  };
}
