import type { components } from "./schema.js";

/** The body of every error response (RFC 9457). */
export type Problem = components["schemas"]["Problem"];

/** The problem of an order whose time is taken: the conflicting orders and the nearest free times. */
export type OrderConflictProblem = components["schemas"]["OrderConflictProblem"];

/** Whether a value is a problem of a Concierge server. A proxy in between may respond with something else. */
export function isProblem(value: unknown): value is Problem {
  const { code, status, trace_id } = (value ?? {}) as Partial<Problem>;
  return typeof code === "string" && typeof status === "number" && typeof trace_id === "string";
}

/** Whether a value is the problem of an order conflict. */
export function isOrderConflict(value: unknown): value is OrderConflictProblem {
  return isProblem(value) && value.code === "order_conflict";
}

/** An error response to a request that an iterator sent. */
export class ConciergeError extends Error {
  override readonly name = "ConciergeError";

  /** The problem of the response; undefined if the response is not from a Concierge server. */
  readonly problem: Problem | undefined;

  constructor(
    readonly response: Response,
    body: unknown,
  ) {
    const problem = isProblem(body) ? body : undefined;
    super(problem ? `${problem.status} ${problem.code}: ${problem.detail}` : `The server responded with status ${response.status}.`);
    this.problem = problem;
  }
}
