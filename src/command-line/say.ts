/** A line for whoever called, or for the program that did. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
