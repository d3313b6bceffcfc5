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
    await nextStep(begun);
  }
}

/** The same for refusals alone: success has nothing to hide. */
export async function refusedAtPace<T>(work: Promise<T>): Promise<T> {
  const begun = performance.now();
  try {
    return await work;
  } catch (error) {
    await nextStep(begun);
    throw error;
  }
}

function nextStep(begun: number): Promise<void> {
  const over = (performance.now() - begun) % STEP_MS;
  return new Promise((later) => setTimeout(later, STEP_MS - over));
}
