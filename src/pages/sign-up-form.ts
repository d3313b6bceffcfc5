import { Equals, Matches, ValidateIf } from 'class-validator';
import {
  BirthDate,
  Country,
  Email,
  Language,
  MayBeLeftOut,
  NewPassword,
  PersonName,
  Version,
} from '../foundation/http/fields.js';
import { read } from './forms.js';
import type { Form, Visit } from './visit.js';

/** The sign-up form as the page sends it. */
export class SignUpFields {
  @PersonName() name!: string;
  @Email() email!: string;
  @ValidateIf(({ social }: SignUpFields) => social === undefined) @NewPassword() newPassword!: string;
  /** The ticket of an identity that signs in instead of a password. */
  @MayBeLeftOut() @Matches(/^[\w-]{1,200}$/) social?: string;
  @BirthDate() birthDate!: string;
  @Country() country!: string;
  @Language() language!: string;
  @Version() agreementVersion!: string;
  @Equals('yes') agreement!: string;
}

/** Who agrees for a child. */
class GuardianFields {
  @PersonName() guardianName!: string;
  @Email() guardianEmail!: string;
}

/** The guardian's fields are there only after the birth date has asked for them. */
export async function guardianIn(form: Form, { t }: Visit) {
  if (form.guardianName === undefined) return { given: {}, errors: {} };
  const { given, errors } = await read(GuardianFields, form, t);
  return { given: { guardian: { name: given.guardianName, email: given.guardianEmail } }, errors };
}

/** The password of the form, with its letter's token. */
export class ConfirmFields {
  @Matches(/^.{1,500}$/s) password!: string;
  @Matches(/^[\w-]{1,200}$/) token!: string;
}

interface Choice {
  given: boolean;
  version: string;
  notice?: string;
}

const VERSION = /^version\.([a-z][a-z0-9-]{0,59})$/;

/** The choices of the form: each that was shown was ticked or not. */
export function choicesIn(form: Form): Record<string, Choice> {
  const shown = Object.entries(form).flatMap(([name, version = '']) => {
    const key = VERSION.exec(name)?.[1];
    if (!key) return [];
    const notice = form[`notice.${key}`];
    const given = form[`consent.${key}`] === 'yes';
    return [[key, { given, version, ...(notice === undefined ? {} : { notice }) }] as const];
  });
  return Object.fromEntries(shown);
}
