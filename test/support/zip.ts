import { fromBuffer, type Entry, type ZipFile } from 'yauzl';

/** The files of a ZIP, by path. */
export async function unzipped(bytes: Buffer): Promise<Map<string, Buffer>> {
  const zip = await new Promise<ZipFile>((opened, failed) =>
    fromBuffer(bytes, { lazyEntries: true, strictFileNames: true }, (error, file) =>
      error ? failed(error) : opened(file),
    ),
  );
  const files = new Map<string, Buffer>();
  await new Promise<void>((ended, failed) => {
    zip.on('end', ended).on('error', failed);
    zip.on('entry', (entry: Entry) => {
      contentOf(zip, entry).then((content) => {
        files.set(entry.fileName, content);
        zip.readEntry();
      }, failed);
    });
    zip.readEntry();
  });
  return files;
}

function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((read, failed) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) failed(error);
      else stream.toArray().then((pieces) => read(Buffer.concat(pieces as Buffer[])), failed);
    });
  });
}
