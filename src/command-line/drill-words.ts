/** What is said in the drill that one command plays: a night in which exports of loans lay open. */
export const DECLARED = {
  title: 'Exports of loans lay open',
  description: 'Signed addresses of exports were found in a log that anybody could read.',
  suspected: 'A credential of the export job was used from outside.',
};

export const WHAT = 'Exports of loans lay open to whoever had their address.';

export const GROUNDS = {
  facts: {
    processing: [{ category: 'behavioural' as const, step: 1 as const }],
    identification: 4 as const,
    circumstances: {
      confidentiality: 'unknown recipients' as const,
      integrity: 'not affected' as const,
      availability: 'not affected' as const,
      intent: 'unknown' as const,
    },
    individuals: 'unknown' as const,
    isUnintelligible: false,
  },
  reasons: {
    processing: 'A year of loans shows habits.',
    identification: 'Names stood beside the loans.',
    confidentiality: 'Anybody could open them.',
    integrity: 'Nothing was altered.',
    availability: 'Nothing was lost.',
  },
  features: ['website' as const, 'exfiltrated' as const],
};

/** What is known in the first hours. */
export const KNOWN_AT_FIRST = {
  nature: 'Exports of loans lay open.',
  subjectCategories: 'Readers',
  contact: 'security@carrel.example',
};

/** What is known in the end: every row that a person answers. */
export const ANSWERS = {
  ...KNOWN_AT_FIRST,
  occurred: 'During one night',
  cause: 'Internal, not malicious',
  systems: 'The export store',
  subjects: 'About 120',
  dataTypes: 'Name, loans',
  records: 'About 3000',
  priorMeasures: 'Addresses end after five minutes',
  consequences: 'Reading habits may become known',
  measures: 'The addresses were closed and the credential withdrawn',
  preventive: 'Addresses are kept out of logs',
  communication: 'Letters to every reader concerned',
  otherAuthorities: 'None',
  crossBorder: 'No authority of another country was told',
  attachments: 'None',
};
