// A small line as an SVG path.
export interface SparkOptions {
  width: number;
  height: number;
  goal?: number | undefined;
}

export interface Spark {
  path: string;
  goalY?: number;
  /** Where a value sits, for marks. */
  x(index: number): number;
  y(value: number): number;
}

/** Values that are missing break the line. One value becomes a dot of a pixel. */
export function sparkPath(values: (number | undefined)[], { width, height, goal }: SparkOptions): Spark {
  const known = values.filter((value): value is number => value !== undefined && Number.isFinite(value));
  const all = goal === undefined ? known : [...known, goal];
  const low = Math.min(...all);
  const range = Math.max(...all) - low;
  const pad = 1.5;
  const x = (index: number) => (values.length < 2 ? width / 2 : (index / (values.length - 1)) * width);
  const y = (value: number) =>
    range > 0 ? pad + (1 - (value - low) / range) * (height - 2 * pad) : height / 2;
  const round = (at: number) => at.toFixed(1);
  let path = '';
  let open = false;
  values.forEach((value, index) => {
    if (value === undefined || !Number.isFinite(value)) {
      open = false;
      return;
    }
    path += `${open ? 'L' : 'M'}${round(x(index))} ${round(y(value))}`;
    if (!open && (index + 1 >= values.length || values[index + 1] === undefined)) path += 'h1';
    open = true;
  });
  return { path, x, y, ...(goal === undefined || known.length === 0 ? {} : { goalY: y(goal) }) };
}
