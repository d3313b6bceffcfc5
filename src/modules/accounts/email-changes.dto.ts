import { Email, GivenSecret } from '../../foundation/http/fields.js';

export class NewAddress {
  @Email() email!: string;
  @GivenSecret({ optional: true, description: 'Your password; not needed within five minutes of a sign-in.' })
  password?: string;
}

export class LinkOpened {
  @GivenSecret({ description: 'The token of the letter’s link.' }) token!: string;
}
