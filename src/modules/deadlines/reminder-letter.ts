import { shortId, type Deadline, type Rung } from './deadline.js';

/** A deadline with the rung that an owner is told of. */
export interface Due {
  deadline: Deadline;
  rung: Rung;
}

const MOST_LINES = 50;

/** The letter that reminds owners of what waits for them; it names nobody. In both languages: which they read is not known. */
export function reminderLetter(library: string, due: Due[], link: string) {
  const isPast = due.some(({ rung }) => rung.isPastLimit);
  const count = due.length;
  const lines = due.slice(0, MOST_LINES).map(({ deadline, rung }) => lineOf(deadline, rung));
  const more = count > MOST_LINES ? `\n… +${count - MOST_LINES}` : '';
  const list = `${lines.join('\n')}${more}`;
  return {
    subject: isPast
      ? `A legal limit has passed at ${library} · Ha vencido un plazo legal en ${library}`
      : `${count} deadlines at ${library} · ${count} plazos en ${library}`,
    text:
      `These wait for an answer of ${library} (kind, number, promised by, legal limit):\n\n${list}\n\nAnswer them here:\n${link}\n\n---\n\n` +
      `Esto espera una respuesta de ${library} (tipo, número, prometido para, límite legal):\n\n${list}\n\nResponda aquí:\n${link}`,
  };
}

function lineOf({ kind, id, promisedBy, legalLimit, timeZone }: Deadline, { key }: Rung): string {
  const day = (instant: Date) => instant.toLocaleDateString('sv-SE', { timeZone });
  return `- ${kind} ${shortId(id)}: ${day(promisedBy)}, ${day(legalLimit)} (${key})`;
}
