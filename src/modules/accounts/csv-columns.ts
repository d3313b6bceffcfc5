import { plainSpelling } from './csv-cells.js';

const spellings = {
  email:
    'email mail emailaddress emailadresse mailadresse emailadres correo correoelectronico direcciondecorreo direcciondeemail ' +
    'courriel adresseemail adressemail adresseelectronique adressecourriel indirizzoemail postaelettronica correu ' +
    'correuelectronic adrecaelectronica enderecodeemail correioeletronico adresemail epost epostadress epostadresse ' +
    'sahkoposti sahkopostiosoite',
  name: 'name nombre nom nome naam namn navn nimi nimetus',
  fullName:
    'fullname nombrecompleto nombreyapellidos nomcomplet nometcognoms nomicognoms nomecompleto nomeecognome ' +
    'vollstandigername vollername volledigenaam displayname',
  firstName:
    'firstname givenname givennames forename nombredepila primernombre nombres prenom vorname voornaam imie fornamn ' +
    'fornavn etunimi nomepropio nomeproprio',
  lastName:
    'lastname surname familyname apellido apellidos primerapellido apellido1 nomdefamille cognom cognoms nachname ' +
    'familienname cognome sobrenome apelido apelidos achternaam nazwisko efternamn efternavn sukunimi',
  secondLastName: 'secondlastname segundoapellido apellido2 segoncognom',
  country:
    'country countrycode countryofresidence pais paisderesidencia codigodepais codigopais pays land landcode paese ' +
    'nazione kraj maa',
  birthDate:
    'birthdate birthday birth dateofbirth dob born bornon fechadenacimiento fechanacimiento fechanac fnacimiento ' +
    'nacimiento datedenaissance datenaissance naissance neele nele geburtsdatum geburtstag geborenam datadinascita datanascita ' +
    'datadenascimento datanascimento datadenaixement datanaixement datadenacemento geboortedatum dataurodzenia ' +
    'fodelsedatum fodselsdato foedselsdato syntymaaika',
  language:
    'language languagecode lang locale preferredlanguage idioma idiomapreferido lengua lenguaje langue sprache lingua ' +
    'llengua taal jezyk sprak sprog kieli',
} as const;

type Field = keyof typeof spellings;

/** What a cell of a reader can be. */
export type ReaderField = 'email' | 'name' | 'country' | 'birthDate' | 'language';

/** Where in a row a reader's data stand, as the header says. */
export interface Columns {
  /** The cell of a field, '' without such a column; first and last names come joined. */
  cell(cells: readonly string[], field: ReaderField): string;
  hasEmail: boolean;
  /** Cells that a row must have, and those that it may fill. */
  least: number;
  most: number;
  /** Names of the columns that mean nothing to us, or repeat another. */
  ignored: string[];
}

const fieldOf = new Map<string, Field>(
  Object.entries(spellings).flatMap(([field, words]) =>
    words.split(' ').map((word) => [word, field as Field] as const),
  ),
);

/** Reads a header, whatever the case, accents and punctuation of its names. */
export function columnsOf(header: readonly string[]): Columns {
  const positions = new Map<Field, number>();
  const ignored: string[] = [];
  for (const [position, title] of header.entries()) {
    const field = fieldOf.get(plainSpelling(title));
    if (field && !positions.has(field)) positions.set(field, position);
    else if (title !== '') ignored.push(title);
  }
  const nameOf = nameIn(positions);
  const at = (cells: readonly string[], field: Field) => cells[positions.get(field) ?? -1] ?? '';
  return {
    cell: (cells, field) => (field === 'name' ? nameOf((part) => at(cells, part)) : at(cells, field)),
    hasEmail: positions.has('email'),
    least: header.findLastIndex((title) => title !== '') + 1,
    most: header.length,
    ignored,
  };
}

/** `Nombre, Apellidos` and `Name, Vorname`: beside half a name, a column called just "name" is the other half. */
function nameIn(columns: ReadonlyMap<Field, number>): (cell: (field: Field) => string) => string {
  const isGiven = columns.has('lastName') && !columns.has('firstName');
  const isFamily = columns.has('firstName') && !columns.has('lastName');
  const parts: Field[] = [isGiven ? 'name' : 'firstName', isFamily ? 'name' : 'lastName', 'secondLastName'];
  return (cell) => {
    const whole = cell('fullName') || (isGiven || isFamily ? '' : cell('name'));
    return whole || parts.map(cell).filter(Boolean).join(' ');
  };
}
