import type * as en from './en.js';

/** Dónde falla algo. */
export const places: Record<keyof typeof en.places, string> = {
  file: '{value}',
  log: '{value}',
  anchor: 'entrada {value} del registro de anclaje',
  generation: 'generación {value}',
  line: 'línea {value}',
  checkpoint: 'punto de control de tamaño {value}',
  tile: 'tesela {value}',
  entry: 'entrada {value}',
  proof: 'prueba {value}',
  part: '{value}',
  field: 'campo «{value}»',
};

export const parts: Record<keyof typeof en.parts, string> = {
  anchorLog: 'registro de anclaje',
  checkpoint: 'su punto de control',
  extra: 'su línea extra',
  hashes: 'sus resúmenes',
  index: 'su línea de índice',
  payload: 'el contenido',
  promise: 'la promesa',
  record: 'el acta',
};

/** Qué falla. */
export const refusals: Record<keyof typeof en.refusals, string> = {
  afterEnd: 'hay algo después del final del registro.',
  anchorCut:
    'el registro termina tras {entries} entradas, pero el registro de anclaje vio un punto de control firmado de {size} (su entrada {anchor}). Se le cortó el final.',
  anchorDiffers:
    'las primeras {size} entradas no son aquellas cuyo punto de control vio el registro de anclaje (su entrada {anchor}). El registro se reescribió.',
  archiveEnd: 'el archivo comprimido no termina donde dice su última parte: sobra algo o está cortado.',
  archiveTooLarge: 'el archivo comprimido contiene más de 10 000 ficheros o de un gigabyte.',
  brokenBundle: 'el paquete se interrumpe aquí, o contiene más de 256 entradas.',
  checkpointLate: 'hay un punto de control después de la primera entrada; todos van antes.',
  checkpointOrder: 'no sigue al punto de control anterior, que es de tamaño {before}.',
  cutTail: 'promete {size} entradas, pero aquí solo hay {entries}. Se cortó el final.',
  empty: 'el fichero está vacío.',
  entryOrTileChanged: 'no tiene el resumen que la tesela guarda de ella. Se alteró una de las dos.',
  entryTwice: 'su identificador es el de otra entrada.',
  fileChanged: 'su contenido no es aquel cuyo SHA-256 figura en la lista.',
  fileMissing: 'figura en la lista, pero no está en el archivo comprimido.',
  fileSize: 'tiene {found} bytes; la lista dice {expected}.',
  fileUnlisted: 'está en el archivo comprimido, pero no figura en la lista.',
  fileTooLarge: 'es mayor que cualquier fichero de su clase: más de {most} bytes.',
  generationCut:
    'el registro de anclaje vio un punto de control de {origin} (su entrada {anchor}), una generación que no está aquí.',
  indexBeyond: 'el índice {index} queda fuera de las {size} entradas del punto de control.',
  keyMissing: 'es del registro {origin}, cuya clave no está entre las indicadas: {known}.',
  keyNeeded:
    'una prueba se comprueba con la clave pública de su registro, {origin}, que debe venir de otro sitio que la prueba. Indique esa clave.',
  lastKeyMissing:
    'se indicaron claves de este registro, pero no la de su última generación, {origin}. Indique también esa, o nada responde de esa generación.',
  lineTooLong: 'la línea tiene más de {most} bytes.',
  lineWithoutEnd: 'la línea no termina: el fichero está cortado.',
  logTooLarge: 'el registro tiene más de {most} entradas.',
  missing: 'falta.',
  notArchive: 'no es un archivo ZIP, o está dañado.',
  notBase64: 'no es base64 en su única forma canónica.',
  notCanonical: 'en el carácter {at}, un texto o un número no está escrito en su única forma canónica.',
  notCheckpoint: 'no es un punto de control: origen, número de entradas y raíz, una línea cada uno.',
  notConsistent: 'el registro de {first} entradas no es el comienzo del de {second}.',
  notDecimal: 'no es un número entero sin ceros delante.',
  notEd25519: 'no es una clave pública Ed25519.',
  notEntry: 'no es una entrada cerrada ni abierta.',
  notFull: 'el paquete que empieza en la entrada {first} no está lleno y no es el último.',
  notIncluded: 'la prueba del índice {index} no conduce a la raíz de {size} entradas.',
  notInstant: 'su hora no es un instante en UTC.',
  notJson: 'no es JSON; falla en el carácter {at}.',
  notKey: 'no es una clave de verificación: origen, identificador y base64, separados por un signo más.',
  notLine: 'no es una línea de un registro.',
  notLinked: 'la generación no empieza con una entrada que guarde el último punto de control de la anterior.',
  notList: 'no es una lista.',
  notNext: 'empieza con la entrada {found}, cuando toca la {expected}.',
  notNote: 'no es una nota firmada.',
  notNumber: 'no es un número entero.',
  notObject: 'no es un objeto.',
  notOpening: 'es demasiado corto para identificador, sal y contenido de una entrada.',
  notOrigin: '«{origin}» no es el origen de ningún registro de Carrel.',
  notPromise: 'no es una promesa: nombre, origen, resumen e instante, una línea cada uno.',
  notPromised: 'las últimas {count} entradas no están bajo ningún punto de control; pueden esperar {most}.',
  notProof: 'no es un tlog-proof con línea extra.',
  notSigned: 'la clave de {origin} no lo ha firmado.',
  notText: 'no es un texto.',
  notTile: 'no es una tesela: nivel e índice, y de 1 a 256 resúmenes.',
  notUtf8: 'no es texto UTF-8.',
  notUuid: 'no es un UUID en minúsculas.',
  otherEnd: 'dice que el registro termina tras {end} entradas, y aquí hay {entries}.',
  otherContent: 'no es el contenido cuyo SHA-256 guarda el registro.',
  otherEntry: 'es de la entrada {found}, que no es la siguiente del acta.',
  otherEvent: 'lo que el registro guarda como entrada {entry} no es lo que dice el acta.',
  otherFormat: 'el formato no es el que aquí se conoce: {known}.',
  otherGeneration: 'es la generación {found}, cuando toca la {expected}.',
  otherKey: 'el fichero nombra otra clave que la indicada: {named} en lugar de {known}.',
  otherKeyId: 'su identificador de clave no es el de su nombre y su clave.',
  otherLibrary: 'es de la biblioteca {found}, y el registro, de la biblioteca {library}.',
  otherLog: 'pertenece al registro {found}, no a {origin}.',
  otherRecord: 'se firmó para otra acta.',
  otherThanOrigin: 'no es lo que dice el origen.',
  otherType: 'no es ninguno de estos: {known}.',
  otherVersion: 'no es la versión 1.',
  packWithoutList: 'el archivo comprimido no tiene {name}.',
  previousDiffers: 'tiene otra raíz que el punto de control de esa generación de {size} entradas.',
  previousUnknown: 'la generación anterior no publicó ningún punto de control de {size} entradas.',
  proofTooLong: 'tiene más resúmenes que niveles el árbol.',
  proofTooShort: 'tiene menos resúmenes que el camino hasta la raíz.',
  shrunk: 'el registro tenía antes {first} entradas, y después {second}.',
  stampLate: 'no está después de los puntos de control y antes de las entradas.',
  stampOfNone: 'no hay punto de control de {size} entradas que pudiera fechar.',
  stampOfOther: 'es de algo distinto del punto de control de {size} entradas.',
  stampOfOtherTime: 'el sello no indica el instante {instant}.',
  tileChanged:
    'la tesela guarda otro resumen de ella, mientras que el punto de control de tamaño {size} concuerda con la entrada. Se alteró la tesela.',
  tileMissing: 'falta.',
  tileOrder: 'no está detrás de su paquete.',
  tileTwice: 'está aquí dos veces.',
  tileWidth: 'tiene {found} resúmenes en lugar de {expected}.',
  tooDeep: 'está anidado a más profundidad que cualquier documento de esta clase.',
  twice: 'está aquí dos veces.',
  twoKeys: 'se indicaron dos claves distintas para {origin}.',
  unfinished: 'el fichero termina tras {entries} entradas, antes que el registro.',
  unknown: 'no debe estar aquí.',
  unknownFile:
    'no es nada que se pueda comprobar: un documento de prueba (.proof.json), una exportación de un registro (.log.jsonl) o un paquete de pruebas (.zip).',
  upperTileChanged:
    'en el puesto {place} tiene otro resumen que el de las entradas {first} a {last}. Se alteró la tesela.',
  wrongCount: 'hay {count}, lo que no encaja.',
  wrongFirstRoot: 'su raíz no es la de las entradas 0 a {last}. Se alteró alguna de ellas.',
  wrongRoot:
    'su raíz no es la de las entradas. Hasta el tamaño {good} son correctas, así que se alteró alguna de las entradas {good} a {last}.',
  wrongSignature: 'la firma no es de la clave de {origin}.',
};

/** Qué se ha comprobado. */
export const facts: Record<keyof typeof en.facts, string> = {
  receipt: 'Un recibo de la biblioteca {library}.',
  'erasure-certificate': 'Un certificado de supresión en la biblioteca {library}, con {count} pasos.',
  'evidence-pack': 'Un paquete de pruebas de la biblioteca {library}, con {count} entradas de su registro.',
  'incident-record':
    'Una parte del acta de un incidente en la biblioteca {library}, con {count} entradas de su registro.',
  promised:
    'El registro {origin} firmó el {instant} que contiene lo que dice el acta. El acta no se ha alterado.',
  included:
    'La entrada {id} ({kind}) está en el registro {origin} con el índice {index}, bajo un punto de control firmado de {size} entradas.',
  contentsClosed:
    '{count} contenidos están cerrados: el registro guarda su SHA-256 y el fichero no los muestra.',
  promiseOnly:
    '{count} de {of} entradas solo están prometidas: aún no existía la prueba de que están en el registro. Vuelva a pedir el documento.',
  packFiles: 'El paquete contiene exactamente los {count} ficheros de su lista, sin alterar.',
  keysVouched:
    'La lista firmada responde de las claves de otros {count} registros: responde de ellas quien la firmó.',
  log: 'Registro {origin}: {entries} entradas y {tiles} teselas concuerdan con {checkpoints} puntos de control firmados, el último de {covered} entradas.',
  timeStamped:
    '{count} sellos de tiempo fechan sus puntos de control, el último el de {size} entradas, a {at}. Quién los firmó no se comprueba aquí: lo hace openssl ts -verify.',
  notYetPromised: 'Ningún punto de control promete aún las últimas {count} entradas.',
  linked:
    'La generación {generation} empieza con el punto de control de {size} entradas de la generación {before}. No se perdió ninguna entrada entre ambas.',
  linkedWithLoss:
    'La generación {generation} empieza con el punto de control de {size} entradas de la generación {before}. Una restauración perdió las últimas {lost}.',
  generationLost:
    'La generación {generation} empieza con el punto de control de {size} entradas de la generación {before}, que no está aquí: una restauración la perdió entera.',
  keyKnown: 'La clave de {origin} es la indicada.',
  keyTrusted:
    'La clave de {origin} se tomó del propio fichero, sin más garantía. Eso no demuestra quién hizo el fichero: compare la clave con una obtenida por otra vía: {key}',
  keyVouched:
    'Nadie indicó la clave de {origin}, pero la generación {next} responde de sus primeras {size} entradas.',
  tailTrusted:
    'Desde la entrada {from}, las {entries} entradas de {origin} dependen de una clave tomada del propio fichero.',
  anchored:
    'Los {count} puntos de control que el registro de anclaje vio de este registro están en él, o en lo que dice haber perdido; el mayor es de {largest} entradas.',
  notAnchored:
    'El registro de anclaje no vio ningún punto de control de este registro: no dice nada de su final.',
};
