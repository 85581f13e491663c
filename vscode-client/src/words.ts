// Numbers and phrases that are the same everywhere in this client; the server's own wording comes from the server.

import type { Basis, Crossed, Packed } from './protocol';

export const PENDING = '…';

export function number(value: number): string {
  return value.toLocaleString('en-US');
}

/** `412`, or `≈412` where it is not exact. */
export function count(tokens: number, basis: Basis): string {
  return basis === 'exact' ? number(tokens) : `≈${number(tokens)}`;
}

/** `1 file`, `9 files`. */
export function amount(value: number, noun: string): string {
  return `${number(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** `412 tokens`, `≈1 token`, `… tokens`. */
export function tokens(value: number | null, basis: Basis): string {
  if (value === null) {
    return `${PENDING} tokens`;
  }
  return `${count(value, basis)} ${value === 1 ? 'token' : 'tokens'}`;
}

/** `2,713 of 3,000 tokens (90 %)`, `250 of 200 lines (125 %)`. */
export function share({ unit, used, limit }: Crossed, basis: Basis): string {
  const amount = unit === 'tokens' ? count(used, basis) : number(used);
  return `${amount} of ${number(limit)} ${unit} (${number(Math.floor((used * 100) / limit))} %)`;
}

/** `Copied 7,912 of 8,000 tokens: 23 symbols from 9 files`. */
export function copied({ report }: Packed): string {
  const symbols = report.breakdown.filter((item) => item.symbol).length;
  const files = new Set(report.breakdown.map((item) => item.path)).size;
  const from = symbols > 0 ? `${amount(symbols, 'symbol')} from ${amount(files, 'file')}` : amount(files, 'file');
  return `Copied ${count(report.actual, report.basis)} of ${number(report.budget)} tokens: ${from}`;
}

export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
