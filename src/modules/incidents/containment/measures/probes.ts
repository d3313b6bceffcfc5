import { Problem } from '../../../../foundation/http/problem.js';

/** The number that a statement counted as `n`. */
export function countOf({ rows }: { rows: Record<string, unknown>[] }): number {
  return Number(rows[0]?.n ?? 0);
}

/** Whether a probe was refused for this and no other reason. @throws the error, where it is another */
export function refusedAs(type: string) {
  return (error: unknown): boolean => {
    if (error instanceof Problem && error.type === type) return true;
    throw error;
  };
}
