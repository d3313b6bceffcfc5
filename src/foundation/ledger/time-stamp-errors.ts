/** A time-stamp that could not be had. Nothing of it is kept, and the next run asks again. */
export abstract class NoTimeStamp extends Error {}

/** The authority does not answer, or not in time. */
export class AuthorityAway extends NoTimeStamp {
  override name = 'AuthorityAway';
}

/** The authority answers that it gives no time-stamp. */
export class AuthorityRefused extends NoTimeStamp {
  override name = 'AuthorityRefused';
}

/** The answer is too long, or no answer of RFC 3161. */
export class Unreadable extends NoTimeStamp {
  override name = 'Unreadable';
}

/** A token over something else, of another time, or not signed as RFC 3161 wants it. */
export class WrongToken extends NoTimeStamp {
  override name = 'WrongToken';
}
