// Where things sit on a chart over time that is drawn with text, lanes and marks on one axis. Everything in pixels of
// its own box and seconds since 1970.
import type { Status } from './status';

export interface PlotSeries {
  label: string;
  times: number[];
  values: (number | null)[];
  style: 'candidate' | 'baseline' | 2;
}

export interface PlotMark {
  at: number;
  text: string;
  status: Status;
}

export interface LaneItem {
  from: number;
  /** Nothing: a moment. */
  to?: number;
  text: string;
  status: Status;
}

export interface Lane {
  name: string;
  /** What it says when there is nothing on it. */
  empty: string;
  items: LaneItem[];
}

export interface Scale {
  low: number;
  high: number;
  ticks: number[];
  y(value: number): number;
}

const niceSteps = [1, 2, 2.5, 5, 10];

/** From zero to a round number above `most`, with two or three lines. */
export function linearScale(most: number, height: number): Scale {
  const rough = Math.max(most, 1e-9) / 2;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = niceSteps.map((each) => each * power).find((each) => each >= rough * 0.999)!;
  const count = Math.max(1, Math.ceil(most / step - 1e-9));
  const high = count * step;
  return {
    low: 0,
    high,
    ticks: Array.from({ length: count + 1 }, (_, index) => index * step),
    y: (value) => height - (Math.max(0, Math.min(high, value)) / high) * height,
  };
}

/** By powers of ten from 0.1, at least to 10 and with some room above. What is below the lowest lies on it. */
export function logScale(most: number, height: number): Scale {
  const low = 0.1;
  const high = Math.max(20, most * 1.6);
  const decades = Math.log10(high) + 1;
  const place = (value: number) => Math.log10(Math.max(low, value)) + 1;
  const count = Math.floor(decades + 1e-9) + 1;
  return {
    low,
    high,
    ticks: Array.from({ length: count }, (_, index) => 10 ** (index - 1)),
    y: (value) => height - (Math.min(decades, place(value)) / decades) * height,
  };
}

const minute = 60;
const timeSteps = [1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080].map(
  (each) => each * minute,
);

/** Round times, at most `most` of them. `offset`: seconds that the reader's zone is ahead. */
export function timeTicks(from: number, to: number, most: number, offset = 0): number[] {
  const step = timeSteps.find((each) => (to - from) / each <= most) ?? timeSteps.at(-1)!;
  const first = Math.ceil((from + offset) / step) * step - offset;
  const out: number[] = [];
  for (let at = first; at <= to; at += step) out.push(at);
  return out;
}

/** One path for each part without a gap; a lonely value is a short line. */
export function linePath(
  series: Pick<PlotSeries, 'times' | 'values'>,
  from: number,
  to: number,
  x: (at: number) => number,
  y: (value: number) => number,
): string {
  let path = '';
  let open = false;
  series.values.forEach((value, index) => {
    const at = series.times[index]!;
    if (value === null || at < from || at > to) {
      open = false;
      return;
    }
    path += `${open ? 'L' : 'M'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    const next = series.values[index + 1];
    if (!open && (next === null || next === undefined)) path += 'h1.5';
    open = true;
  });
  return path;
}

/** How wide a text of 12 px is, roughly and rather too much. */
export const textWidth = (text: string): number => text.length * 6.2;

export function cut(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const letters = Math.max(1, Math.floor(width / 6.2) - 1);
  return `${text.slice(0, letters).trimEnd()}…`;
}

export interface PlacedMark extends PlotMark {
  x: number;
  /** Of its text; it stands left of the mark where the right has no room. */
  textX: number;
  toLeft: boolean;
  row: number;
  shown: string;
}

/** Marks in rows above the plot, so that no text lies on another: at most `rows`; those behind keep their line only. */
export function placeMarks(
  marks: PlotMark[],
  x: (at: number) => number,
  width: number,
  rows: number,
): PlacedMark[] {
  const room = 14;
  const ends: number[] = Array.from({ length: rows }, () => -Infinity);
  return [...marks]
    .sort((left, right) => left.at - right.at)
    .map((mark) => {
      const at = x(mark.at);
      const toLeft = at > width / 2 && width - at < textWidth(mark.text) + room;
      const shown = cut(mark.text, (toLeft ? at : width - at) - room);
      const begin = toLeft ? at - room - textWidth(shown) : at - 8;
      const end = toLeft ? at + 8 : at + room + textWidth(shown);
      const row = ends.findIndex((taken) => taken + 8 <= begin);
      if (row >= 0) ends[row] = end;
      return { ...mark, x: at, textX: toLeft ? at - room : at + room, toLeft, row, shown };
    });
}

export interface PlacedItem extends LaneItem {
  x: number;
  width: number;
  /** Empty where there is no room for it. */
  shown: string;
  inside: boolean;
}

/** Items of a lane from left to right; a text that would lie on the next one is left out. */
export function placeLane(
  items: LaneItem[],
  from: number,
  to: number,
  x: (at: number) => number,
  width: number,
): PlacedItem[] {
  const seen = items
    .filter((item) => (item.to ?? item.from) >= from && item.from <= to)
    .sort((left, right) => left.from - right.from);
  return seen.map((item, index) => {
    const begin = x(Math.max(from, item.from));
    const wide = item.to === undefined ? 0 : Math.max(14, x(Math.min(to, item.to)) - begin);
    const next = seen[index + 1];
    const limit = next ? x(Math.max(from, next.from)) - 8 : width;
    const inside = wide > 0 && textWidth(item.text) + 28 <= wide;
    const after = begin + (wide || 8) + 6;
    const shown =
      inside || after + textWidth(item.text) <= limit ? item.text : cutOrNone(item.text, limit - after);
    return { ...item, x: begin, width: wide, shown, inside };
  });
}

function cutOrNone(text: string, width: number): string {
  return width < 60 ? '' : cut(text, width);
}

/** Labels at the ends of lines, moved apart where they would touch. */
export function spread(wanted: number[], least: number, height: number): number[] {
  const order = wanted.map((_, index) => index).sort((left, right) => wanted[left]! - wanted[right]!);
  const out = [...wanted];
  order.forEach((index, place) => {
    const before = order[place - 1];
    if (before !== undefined) out[index] = Math.max(out[index]!, out[before]! + least);
  });
  const over = Math.max(0, ...out.map((value) => value - height));
  return out.map((value) => value - over);
}
