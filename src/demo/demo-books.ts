import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { Upload } from '../modules/libraries/item-files.service.js';

/** A book of the demo, written for it. */
export interface DemoBook {
  title: string;
  authors: string[];
  description: string;
  language: string;
  paragraphs: string[];
  mediaType: Upload['mediaType'];
}

export const DEMO_BOOKS: DemoBook[] = [
  {
    title: 'The Keeper of the Light',
    authors: ['Nora Quill'],
    description: 'A short story about a lighthouse that is switched off.',
    language: 'en',
    paragraphs: [
      'On the last evening the keeper climbed the hundred and twelve steps without counting them.',
      'The ships had long had better eyes than his. Still he lit the lamp, since nobody had told it that it was not needed.',
      'Towards morning a fishing boat, whose instruments had failed in the night, came in along the beam, and its skipper waved.',
    ],
    mediaType: 'text/plain',
  },
  {
    title: 'El mapa de las mareas',
    authors: ['Iria Sampedro', 'Mateo Luna'],
    description: 'Un relato sobre un mapa que cambia dos veces al día.',
    language: 'es',
    paragraphs: [
      'El mapa que heredó Lucía no servía para encontrar nada, porque cada seis horas decía lo contrario.',
      'Tardó un verano en entender que no era un mapa de lugares, sino de momentos.',
      'Desde entonces llegaba siempre a tiempo, aunque casi nunca al mismo sitio.',
    ],
    mediaType: 'application/epub+zip',
  },
  {
    title: 'Reading Rooms and Their Rules',
    authors: ['Conrad Bell'],
    description: 'A leaflet about what a carrel is for.',
    language: 'en',
    paragraphs: [
      'A carrel is a desk with sides: enough of a room to be alone in, in a house that belongs to everybody.',
      'What lies on it is nobody else’s business until you get up and leave.',
    ],
    mediaType: 'application/pdf',
  },
];

/** The book as a file of its type. */
export function fileOf(book: DemoBook): Readable {
  switch (book.mediaType) {
    case 'text/plain':
      return Readable.from([Buffer.from(`${book.title}\n\n${book.paragraphs.join('\n\n')}\n`)]);
    case 'application/epub+zip':
      return epub(book);
    case 'application/pdf':
      return Readable.from([pdf(book)]);
  }
}

function epub({ title, authors, language, paragraphs }: DemoBook): Readable {
  const zip = new ZipFile();
  const add = (name: string, text: string, compress = true) =>
    zip.addBuffer(Buffer.from(text), name, { compress });
  add('mimetype', 'application/epub+zip', false);
  add(
    'META-INF/container.xml',
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>' +
      '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
  );
  add(
    'book.opf',
    '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">' +
      '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">' +
      `<dc:identifier id="id">urn:carrel:demo:${title.length}</dc:identifier><dc:title>${title}</dc:title>` +
      `<dc:language>${language}</dc:language>${authors.map((name) => `<dc:creator>${name}</dc:creator>`).join('')}` +
      '<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta></metadata><manifest>' +
      '<item id="text" href="text.xhtml" media-type="application/xhtml+xml"/>' +
      '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/></manifest>' +
      '<spine><itemref idref="text"/></spine></package>',
  );
  const page = (body: string) =>
    `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="${language}"><head><title>${title}</title></head><body>${body}</body></html>`;
  add('nav.xhtml', page(`<nav epub:type="toc"><ol><li><a href="text.xhtml">${title}</a></li></ol></nav>`));
  add('text.xhtml', page(`<h1>${title}</h1>${paragraphs.map((one) => `<p>${one}</p>`).join('')}`));
  zip.end();
  return Readable.from(zip.outputStream);
}

function pdf({ title, paragraphs }: DemoBook): Buffer {
  const lines = [title, '', ...paragraphs.flatMap((one) => [...folded(one), ''])];
  const content = `BT /F 12 Tf 60 760 Td 18 TL ${lines.map((line) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`).join(' ')} ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>',
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, i) => {
    const place = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return String(place).padStart(10, '0');
  });
  const table = text.length;
  const entries = places.map((place) => `${place} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(text.replaceAll('’', '\x92'), 'latin1');
}

function folded(text: string): string[] {
  return (text.match(/.{1,80}(?:\s|$)/g) ?? []).map((line) => line.trim());
}
