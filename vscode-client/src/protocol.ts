// The requests, notifications and commands that Bursar adds to the protocol, as docs and server name them.

import type { Range } from 'vscode-languageserver-protocol';

export const COUNT = 'bursar/count';
export const STATUS = 'bursar/status';
export const FILES = 'bursar/files';
export const PACK = 'bursar.server.pack';
export const SET_MODEL = 'bursar.server.setModel';
export const SET_BUDGET = 'bursar.server.setBudget';

/** The commands that the server may name in its answers and this client runs. */
export const CLIENT_COMMANDS = ['bursar.copyText', 'bursar.pickModel'] as const;

export type Basis = 'exact' | 'calibrated' | 'estimated';
export type Severity = 'warning' | 'information' | 'hint';

/** How much of a budget is used, in its unit: the one that matters most of those a file comes near to. */
export interface Crossed {
  readonly unit: 'tokens' | 'lines' | 'bytes' | 'chars';
  readonly used: number;
  readonly limit: number;
}

export interface CountParams {
  readonly textDocument: { readonly uri: string };
  readonly ranges?: readonly Range[];
  readonly model?: string;
}

export interface CountResult {
  readonly version: number;
  readonly tokens: number;
  readonly basis: Basis;
  readonly band?: number;
  readonly model: string;
  readonly ranges?: readonly { readonly tokens: number }[];
}

export interface Status {
  readonly uri: string;
  readonly version: number;
  readonly tokens: number | null;
  readonly basis: Basis;
  readonly band?: number;
  readonly model: string;
  readonly pending: boolean;
  readonly budget?: number;
  readonly percent?: number;
  readonly severity?: Severity;
  readonly crossed?: Crossed;
}

/** One row of `bursar/files`. */
export interface BudgetedFile {
  readonly uri: string;
  readonly tokens: number;
  readonly basis: Basis;
  readonly crossed?: Crossed;
}

export type Scope = 'selection' | 'symbol' | 'file' | 'workspace';
export type Format = 'xml' | 'markdown' | 'json' | 'plain';

export interface PackRequest {
  readonly scope: Scope;
  readonly uri?: string;
  readonly range?: Range;
  /** Several selections instead of one; the bundle ends with the first. */
  readonly ranges?: readonly Range[];
  readonly query?: string;
  readonly budget?: number;
  readonly format?: Format;
}

/** What this client reads of a bundle's report. */
export interface Report {
  readonly budget: number;
  readonly actual: number;
  readonly basis: Basis;
  readonly breakdown: readonly { readonly path: string; readonly symbol: string | null }[];
  readonly redacted: readonly string[];
  readonly notes: readonly string[];
}

/** `document` is the report as Markdown. */
export interface Packed {
  readonly text: string;
  readonly report: Report;
  readonly document: string;
}

/** How far a model or a budget set by command reaches. */
export type Reach = 'file' | 'workspace' | 'session';
