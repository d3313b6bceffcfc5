const STEP_MS = 100;

/**
 * Answers at the next full tenth of a second, so that the time an answer takes does not tell whether an address is
 * known. What is thrown waits, too.
 */
export async function atPace<T>(work: Promise<T>): Promise<T> {
  const begun = performance.now();
  try {
    return await work;
  } finally {
    const over = (performance.now() - begun) % STEP_MS;
    await new Promise((later) => setTimeout(later, STEP_MS - over));
  }
}
