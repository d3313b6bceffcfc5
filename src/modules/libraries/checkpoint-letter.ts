/** What a letter with a checkpoint tells. */
export interface CheckpointLetter {
  library: string;
  /** Where anybody reads the log. */
  log: string;
  /** The signed note, as it stands in the log. */
  checkpoint: string;
  /** The verifier key of the log. */
  key: string;
}

type Words = (letter: CheckpointLetter) => { subject: string; text: string };

const english: Words = ({ library, log }) => ({
  subject: `Please keep: a checkpoint of the ledger of ${library}`,
  text:
    `This letter holds a signed checkpoint of the ledger in which ${library} proves consents, requests and erasures; it ` +
    `stands for every entry until now and names nobody. Keep it where the administrators of ${library}'s systems cannot ` +
    `change it: a ledger that was rewritten afterwards no longer agrees with it. To compare, look for exactly these lines ` +
    `among the checkpoints of an export of the ledger, and have the export verified with the key below: ${log}`,
});

const spanish: Words = ({ library, log }) => ({
  subject: `Consérvese: un punto de control del registro de ${library}`,
  text:
    `Este correo contiene un punto de control firmado del registro con el que ${library} prueba consentimientos, ` +
    `solicitudes y supresiones; vale por todos los asientos hasta ahora y no nombra a nadie. Guárdelo donde quienes ` +
    `administran los sistemas de ${library} no puedan cambiarlo: un registro reescrito después ya no concuerda con él. ` +
    `Para comparar, busque exactamente estas líneas entre los puntos de control de una exportación del registro, y ` +
    `haga verificar la exportación con la clave de abajo: ${log}`,
});

const WORDS: Record<string, Words> = { en: english, es: spanish };

/** The letter in the languages of the library; English where it has none of ours. */
export function checkpointLetter(letter: CheckpointLetter, languages: string[]) {
  const spoken = languages.flatMap((language) => WORDS[language] ?? []);
  const written = (spoken.length ? spoken : [english]).map((words) => words(letter));
  return {
    subject: written.map(({ subject }) => subject).join(' · '),
    text: [...written.map(({ text }) => text), `${letter.checkpoint}\n${letter.key}`].join('\n\n'),
  };
}
