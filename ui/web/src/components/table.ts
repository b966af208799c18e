// What a table shows: columns with how a cell reads, and the part of all rows that the server gave.
import type { Status } from '$src/model/status';

export interface Column<R> {
  id: string;
  text: string;
  value: (row: R) => string;
  numeric?: boolean;
  mono?: boolean;
  href?: (row: R) => string | undefined;
  /** Nothing: the value alone. */
  status?: (row: R) => Status | undefined;
  /** As the server orders by it; nothing: it does not. */
  orderBy?: string;
  /** Left out when there is not much room. */
  wideOnly?: boolean;
}

export interface TablePage {
  /** Of all rows of the server. */
  total: number;
  /** Of the first row here, from zero. */
  from: number;
  hasNext: boolean;
}
