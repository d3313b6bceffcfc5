import { pdfOf } from './pdf.js';
import { markdownOf } from './markdown.js';
import { plainTextOf } from './plain-text.js';
import { webPageOf } from './web-page.js';
import { facts, heading, paragraph, table, type WrittenDocument } from './written-document.js';

const document = (parts: WrittenDocument['parts']): WrittenDocument => ({
  title: 'Acta <1>',
  language: 'es',
  lead: 'Para leer.',
  parts,
});
const NOW = new Date('2026-11-25T12:00:00Z');
const pages = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length;

it('leaves out facts that there are none of', () => {
  expect(facts([['a', 'b'], ['c', '']])).toEqual({ kind: 'facts', facts: [{ term: 'a', text: 'b' }] }); // prettier-ignore
});

describe('as a page', () => {
  it('shows each part as what it is, and every mark as itself', () => {
    const page = webPageOf(
      document([
        heading('Qué & cómo'),
        paragraph('<b>no</b>', 'en'),
        facts([['"Término"', "l'acte"]]),
        table(['Quién'], [['<script>alert(1)</script>']]),
      ]),
    );

    expect(page).toContain('<html lang="es">');
    expect(page).toContain('<title>Acta &lt;1&gt;</title>');
    expect(page).toContain('<h2>Qué &amp; cómo</h2>');
    expect(page).toContain('<p dir="auto" lang="en">&lt;b&gt;no&lt;/b&gt;</p>');
    expect(page).toContain('<dt>&quot;Término&quot;</dt><dd dir="auto">l&#39;acte</dd>');
    expect(page).toContain('<th scope="col">Quién</th>');
    expect(page).not.toContain('<script');
  });
});

it('is a letter too: part by part, without marks', () => {
  const parts = [heading('Qué'), facts([['Quién', 'Ana']]), table(['Quién'], [['Eva', 'Hoy']])];
  expect(plainTextOf(document(parts))).toBe('Para leer.\n\nQUÉ\n\nQuién: Ana\n\n- Eva · Hoy');
});

describe('as a PDF', () => {
  it('is tagged, with its language and with fonts of its own', async () => {
    const pdf = await pdfOf(document([heading('Qué'), table(['Quién', 'Cómo'], [['Ελένη', 'Иван']])]), NOW);
    const text = pdf.toString('latin1');

    expect(text.slice(0, 8)).toBe('%PDF-1.7');
    for (const sign of [
      '/StructTreeRoot',
      '/Marked true',
      '/Lang (es)',
      '/DisplayDocTitle true',
      '/FontFile2',
    ])
      expect(text).toContain(sign);
    for (const tag of ['/S /H1', '/S /H2', '/S /Table', '/S /TR', '/S /TH', '/S /TD'])
      expect(text).toContain(tag);
    expect(pages(pdf)).toBe(1);
  });

  it('goes on over as many pages as it takes', async () => {
    const long = 'Una frase que sigue y sigue. '.repeat(400);
    expect(pages(await pdfOf(document([paragraph(long)]), NOW))).toBeGreaterThan(1);
    expect(pages(await pdfOf(document([facts([['Qué', long]])]), NOW))).toBeGreaterThan(1);
    const rows = Array.from({ length: 80 }, (_, i) => [`Fila ${i}`, 'Con texto']);
    expect(pages(await pdfOf(document([table(['Una', 'Otra'], rows)]), NOW))).toBeGreaterThan(1);
  });
});

describe('as Markdown', () => {
  it('shows each part as what it is, and every mark as itself', () => {
    const text = markdownOf(
      document([
        heading('Qué'),
        paragraph('uno\ndos'),
        facts([['a|b', '*c*']]),
        table(['A', 'B'], [['1', '<2>']]),
      ]),
    );

    expect(text).toBe(
      '# Acta \\<1\\>\n\nPara leer.\n\n## Qué\n\nuno dos\n\n- **a\\|b**: \\*c\\*\n\n| A | B |\n| --- | --- |\n| 1 | \\<2\\> |\n',
    );
  });
});
