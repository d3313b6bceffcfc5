/** An event that is made up for a drill. */
export interface Inject {
  /** Minutes after the declaration, by the drill's own clock. */
  afterMinutes: number;
  text: string;
}

/** The script of a drill that has none of its own: what tends to come when nobody has time for it. */
export const SCRIPT: readonly Inject[] = [
  { afterMinutes: 20, text: 'The deputy cannot be reached. Who takes over, and where is that written?' },
  { afterMinutes: 45, text: 'The export was found on a forum, with a sample of fifty readers. Is it ours?' },
  { afterMinutes: 90, text: 'A newspaper calls and names the library. Who answers, and with what?' },
  { afterMinutes: 180, text: 'A second library is hit by the same credential. What changes for the first?' },
  { afterMinutes: 360, text: 'A reader asks whether her loans were in it, and since when you knew.' },
  { afterMinutes: 720, text: 'The library’s contact is on leave. Who decides for the controller?' },
  {
    afterMinutes: 1_440,
    text: 'The authority asks by telephone how many people it is about. What do you say?',
  },
  { afterMinutes: 2_880, text: 'The log has a gap of forty minutes. What becomes of the numbers you gave?' },
];
