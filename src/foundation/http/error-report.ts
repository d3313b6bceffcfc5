/** An error as it may be logged: its name, where it happened, and of a message only what quotes no value. */
export function reportOf(error: unknown): string {
  return isError(error) ? `${error.name}: ${safeMessage(error)}\n${frames(error)}` : typeof error;
}

/** Postgres's messages may quote values: only its code and the names it gives are kept. */
function safeMessage(error: Error): string {
  const { code, table, constraint, column } = error as {
    code?: string;
    table?: string;
    constraint?: string;
    column?: string;
  };
  if (code && /^[0-9A-Z]{5}$/.test(code))
    return `Postgres ${code} ${[table, column, constraint].filter(Boolean).join(' ')}`;
  return error.message;
}

function frames(error: Error): string {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .join('\n');
}

/** True for errors of Node's own realm, too, where instanceof may not know them. */
export function isError(error: unknown): error is Error {
  return error instanceof Error || Object.prototype.toString.call(error) === '[object Error]';
}
