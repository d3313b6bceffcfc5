/** What stands in every pack of an incident for those who are handed one. */
export const README = `EVIDENCE PACK OF AN INCIDENT

What this archive proves: what was known and done about one incident, when it was recorded, and that nothing of it was changed
since (GDPR Art. 33(5)). It names no reader: letters to readers stand under ids, without names or addresses.

  platform/*.proof.json   the incident: declaration, timeline, custody, snapshots
  LIBRARY/*.proof.json    each library's part: what hit it, its timeline, assessments, decisions and notices
  LIBRARY/notification-…  what its authority was sent, for people to read
  LIBRARY/communication-… letters to its readers: what they said in each language, who approved them when, and their totals
  LIBRARY/letters-…jsonl  each of these letters: its id, with which its Message-ID begins, the reader's id, what became of it and
                          when, and whether it may have come twice
  plan.json, people.json  roles and steps, and the names behind the ids
  ledger.json             every log concerned: its public keys and its latest signed checkpoint
  *.log.jsonl             whole logs, where they were asked for; they name nobody
  proof.json              the list of these files with their SHA-256, signed

In a .proof.json each item has an event, which is what the ledger holds, and a content. The event states the SHA-256 of the
content as JSON without space; the content ends with a random number ("salt") so that it cannot be guessed. A content that is
null while a hash is stated is closed: it is not this reader's to see, or its retention has ended. Under "proofs" stands
for each item what opens its entry and the way from it to a signed checkpoint.

To check all of it, without the platform and without a network, with the public key of the log that signed the list, which you
got from elsewhere:

  carrel ledger verify --key KEY this-file.zip

or with the verifying page, which runs in a browser without a network. The format is described in docs/ledger.md. What is in
plan.json, people.json, ledger.json, the notifications and the communications is vouched for by the list; no log holds it in that
form. Once letters have ended, communication-steps.proof.json states the SHA-256 of their file, anew after later bounces;
and of the recipients as they were frozen: SHA-256 over the hash before (at first 32 zero bytes), the reader's id and the
addressee, letter after letter.


PAQUETE DE PRUEBAS DE UN INCIDENTE

Qué prueba este archivo: qué se supo y qué se hizo en un incidente, cuándo se registró, y que nada se ha alterado desde entonces
(RGPD art. 33.5). No nombra a ninguna persona usuaria: las cartas figuran con identificadores, sin nombres ni direcciones.

  platform/*.proof.json   el incidente: declaración, cronología, custodia, instantáneas
  BIBLIOTECA/*.proof.json la parte de cada biblioteca: qué le afectó, cronología, evaluaciones, decisiones y avisos
  BIBLIOTECA/notification-…  lo que se envió a su autoridad, para leerlo
  BIBLIOTECA/communication-… cartas a sus personas usuarias: qué decían en cada idioma, quién las aprobó y cuándo, y los totales
  BIBLIOTECA/letters-…jsonl  cada una de esas cartas: su identificador, con el que empieza su Message-ID, el de la persona, qué
                          fue de ella y cuándo, y si pudo llegar dos veces
  plan.json, people.json  funciones y pasos, y los nombres de los identificadores
  ledger.json             cada registro implicado: sus claves públicas y su último punto de control firmado
  *.log.jsonl             registros enteros, si se pidieron; no nombran a nadie
  proof.json              la lista de estos ficheros con su SHA-256, firmada

En un .proof.json cada elemento tiene un suceso ("event"), que es lo que guarda el registro, y un contenido ("content"). El suceso
indica el SHA-256 del contenido como JSON sin espacios; el contenido termina con un número aleatorio ("salt") para que no se pueda
adivinar. Un contenido nulo con un hash indicado está cerrado: no corresponde verlo a quien recibe el paquete, o ha terminado su
conservación. En "proofs" está, para cada elemento, lo que abre su entrada y el camino hasta un punto de control firmado.

Para comprobarlo todo, sin la plataforma y sin red, con la clave pública del registro que firmó la lista, obtenida por otro camino:

  carrel ledger verify --key CLAVE este-fichero.zip

o con la página de comprobación, que funciona en un navegador sin red. El formato se describe en docs/ledger.md. De plan.json,
people.json, ledger.json, las notificaciones y las comunicaciones responde la lista; ningún registro los guarda en esa forma.
Cuando las cartas han terminado, communication-steps.proof.json indica el SHA-256 de su fichero, de nuevo tras devoluciones
posteriores; y el de los destinatarios tal como quedaron fijados: SHA-256 del hash anterior (al principio 32 bytes a cero), el
identificador de la persona y el destinatario, carta tras carta.
`;
