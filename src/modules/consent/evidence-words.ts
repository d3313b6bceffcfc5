/** What stands in every evidence pack for those who are handed one. */
export const HOW_TO_VERIFY = `EVIDENCE PACK

What this archive proves: which decisions one reader made about the uses of their data, on which exact texts, and when the
library recorded them (GDPR Art. 7(1)). It names the reader by an id.

  receipt-….proof.json   one decision each, with the text that was shown
  ….log.jsonl            the library's whole log, in which the decisions stand; it names nobody
  before-the-ledger.json decisions recorded before the library kept a ledger, where there are any: not provable by the log
  proof.json             the list of these files, signed

To check it, without the library and without a network, with the public key of the log that you got from elsewhere:

  carrel ledger verify

The format is described in docs/ledger.md.


PAQUETE DE PRUEBAS

Qué prueba este archivo: qué decidió una persona usuaria sobre el uso de sus datos, sobre qué textos exactos y cuándo lo
registró la biblioteca (RGPD art. 7.1). Nombra a la persona con un identificador.

  receipt-….proof.json   cada uno, una decisión con el texto que se mostró
  ….log.jsonl            el registro entero de la biblioteca, en el que están las decisiones; no nombra a nadie
  before-the-ledger.json decisiones anteriores al registro, si las hay: el registro no las prueba
  proof.json             la lista de estos ficheros, firmada

Para comprobarlo, sin la biblioteca y sin red, con la clave pública del registro obtenida por otro camino:

  carrel ledger verify

El formato se describe en docs/ledger.md.
`;
