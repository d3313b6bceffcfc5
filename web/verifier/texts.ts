/** The words of the page itself; what is found is told in the verifier's own. */
export const texts = {
  en: {
    title: 'Verifier',
    lead: 'Checks receipts, certificates of erasure, packs of evidence and exported logs of Carrel. Nothing that you choose here leaves your device, and the page works without a network: you can save it.',
    skip: 'Skip to the content',
    languages: 'Language',
    files: 'Files to check',
    filesHint: 'Choose them, or drop them here: .proof.json, .zip or .log.jsonl.',
    key: 'Public key of the log',
    keyHint:
      'Take it from the library itself or from another place that you trust, not from the file. One key a line. An exported log can be checked without, but then nothing proves who made it.',
    anchor: 'Anchor log, if you have it',
    anchorHint:
      'The export of the library “platform”. It shows whether the end of an exported log was cut off.',
    check: 'Check',
    progress: 'Progress',
    noFiles: 'Choose at least one file.',
    verified: 'Verified',
    refused: 'Not verified',
    failed: 'It could not be read.',
  },
  es: {
    title: 'Verificador',
    lead: 'Comprueba recibos, certificados de supresión, paquetes de pruebas y registros exportados de Carrel. Nada de lo que elija aquí sale de su dispositivo, y la página funciona sin red: puede guardarla.',
    skip: 'Saltar al contenido',
    languages: 'Idioma',
    files: 'Ficheros que comprobar',
    filesHint: 'Elíjalos o suéltelos aquí: .proof.json, .zip o .log.jsonl.',
    key: 'Clave pública del registro',
    keyHint:
      'Obténgala de la propia biblioteca o de otro sitio de confianza, no del fichero. Una clave por línea. Un registro exportado se puede comprobar sin ella, pero entonces nada demuestra quién lo hizo.',
    anchor: 'Registro de anclaje, si lo tiene',
    anchorHint:
      'La exportación de la biblioteca «platform». Muestra si se cortó el final de un registro exportado.',
    check: 'Comprobar',
    progress: 'Progreso',
    noFiles: 'Elija al menos un fichero.',
    verified: 'Verificado',
    refused: 'No verificado',
    failed: 'No se pudo leer.',
  },
};
