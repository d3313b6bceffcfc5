/** Where something is wrong. */
export const places = {
  file: '{value}',
  log: '{value}',
  anchor: 'entry {value} of the anchor log',
  generation: 'generation {value}',
  line: 'line {value}',
  checkpoint: 'checkpoint at size {value}',
  tile: 'tile {value}',
  entry: 'entry {value}',
  proof: 'proof {value}',
  part: '{value}',
  field: 'field “{value}”',
};

export const parts = {
  anchorLog: 'anchor log',
  checkpoint: 'its checkpoint',
  extra: 'its extra line',
  hashes: 'its hashes',
  index: 'its index line',
  payload: 'the payload',
  promise: 'the promise',
  record: 'the record',
};

/** What is wrong. */
export const refusals = {
  afterEnd: 'something stands after the end of the log.',
  anchorCut:
    'the log ends after {entries} entries, but the anchor log has seen a signed checkpoint over {size} of them (its entry {anchor}). Its tail was cut off.',
  anchorDiffers:
    'the first {size} entries are not those whose checkpoint the anchor log has seen (its entry {anchor}). The log was rewritten.',
  archiveEnd: 'the archive does not end where its last part says: something follows, or it was cut off.',
  archiveTooLarge: 'the archive holds more than 10,000 files or a gigabyte.',
  brokenBundle: 'the bundle breaks off here, or holds more than 256 entries.',
  checkpointLate: 'a checkpoint stands after the first entry; all stand before.',
  checkpointOrder: 'it does not follow the checkpoint before it, which is at size {before}.',
  cutTail: 'it promises {size} entries, but only {entries} are here. The tail was cut off.',
  empty: 'the file is empty.',
  entryOrTileChanged: 'it has not the hash that the tile holds for it. One of the two was changed.',
  entryTwice: 'its id is that of another entry.',
  fileChanged: 'its content is not that whose SHA-256 the list names.',
  fileMissing: 'the list names it, and the archive has it not.',
  fileSize: 'it has {found} bytes; the list says {expected}.',
  fileUnlisted: 'the archive has it, and the list does not name it.',
  fileTooLarge: 'it is larger than any file of its kind: more than {most} bytes.',
  generationCut:
    'the anchor log has seen a checkpoint of {origin} (its entry {anchor}), a generation that is not here.',
  indexBeyond: 'the index {index} is beyond the {size} entries of the checkpoint.',
  keyMissing: 'it is of the log {origin}, whose key is not among those given: {known}.',
  keyNeeded:
    'a proof is checked with the public key of its log, {origin}, which must come from elsewhere than the proof. Give that key.',
  lastKeyMissing:
    'keys of this log were given, but not that of its last generation, {origin}. Give that one too, or nothing vouches for that generation.',
  lineTooLong: 'the line is longer than {most} bytes.',
  lineWithoutEnd: 'the line does not end: the file was cut off.',
  logTooLarge: 'the log has more than {most} entries.',
  missing: 'it is missing.',
  notArchive: 'it is no ZIP archive, or a broken one.',
  notBase64: 'it is not base64 in its one canonical form.',
  notCanonical: 'at character {at}, a string or number is not written in its one canonical form.',
  notCheckpoint: 'it is no checkpoint: origin, number of entries and root, one line each.',
  notConsistent: 'the log of {first} entries is not the beginning of the log of {second}.',
  notDecimal: 'it is no whole number without leading zeroes.',
  notEd25519: 'it is no Ed25519 public key.',
  notEntry: 'it is neither a closed nor an open entry.',
  notFull: 'the bundle that begins at entry {first} is not full, and is not the last.',
  notIncluded: 'the proof for index {index} does not lead to the root over {size} entries.',
  notInstant: 'its time is no instant in UTC.',
  notJson: 'it is no JSON; it breaks off at character {at}.',
  notKey: 'it is no verifier key: origin, key id and base64, with a plus between them.',
  notLine: 'it is no line of a log.',
  notLinked: 'the generation does not begin with an entry that holds the last checkpoint of the one before.',
  notList: 'it is no list.',
  notNext: 'it begins with entry {found}, where entry {expected} comes next.',
  notNote: 'it is no signed note.',
  notNumber: 'it is no whole number.',
  notObject: 'it is no object.',
  notOpening: 'it is too short for an entry’s id, salt and payload.',
  notOrigin: '“{origin}” is the origin of no log of Carrel.',
  notPromise: 'it is no promise: its name, origin, digest and instant, one line each.',
  notPromised: 'the last {count} entries are under no checkpoint; {most} may wait for one.',
  notProof: 'it is no tlog-proof with an extra line.',
  notSigned: 'the key of {origin} has not signed it.',
  notText: 'it is no text.',
  notTile: 'it is no tile: level and index, and 1 to 256 hashes.',
  notUtf8: 'it is not UTF-8 text.',
  notUuid: 'it is no UUID in small letters.',
  otherEnd: 'it says that the log ends after {end} entries, and {entries} are here.',
  otherContent: 'it is not the content whose SHA-256 the log holds.',
  otherEntry: 'it is for entry {found}, which does not come next in the record.',
  otherEvent: 'what the log holds as entry {entry} is not what the record says.',
  otherFormat: 'the format is not the one that is known here: {known}.',
  otherGeneration: 'it is generation {found}, where generation {expected} comes next.',
  otherKey: 'the file names another key than the one given: {named} instead of {known}.',
  otherKeyId: 'its key id is not that of its name and key.',
  otherLibrary: 'it is of library {found}, and the log of library {library}.',
  otherLog: 'it belongs to the log {found}, not to {origin}.',
  otherRecord: 'it was signed for another record.',
  otherThanOrigin: 'it is not what the origin says.',
  otherType: 'it is none of these: {known}.',
  otherVersion: 'it is not version 1.',
  packWithoutList: 'the archive has no {name}.',
  previousDiffers: 'it has another root than the checkpoint of that generation over {size} entries.',
  previousUnknown: 'the generation before published no checkpoint over {size} entries.',
  proofTooLong: 'it has more hashes than the tree has rows.',
  proofTooShort: 'it has fewer hashes than the way to the root.',
  shrunk: 'the log had {first} entries before, and {second} after.',
  stampLate: 'it does not stand after the checkpoints and before the entries.',
  stampOfNone: 'there is no checkpoint over {size} entries that it could date.',
  stampOfOther: 'it is of something else than the checkpoint over {size} entries.',
  stampOfOtherTime: 'the token does not state the instant {instant}.',
  tileChanged:
    'the tile holds another hash for it, while the checkpoint at size {size} agrees with the entry. The tile was changed.',
  tileMissing: 'it is missing.',
  tileOrder: 'it does not stand after its bundle.',
  tileTwice: 'it stands here twice.',
  tileWidth: 'it has {found} hashes instead of {expected}.',
  tooDeep: 'it is nested deeper than any document of this kind.',
  twice: 'it stands here twice.',
  twoKeys: 'two different keys were given for {origin}.',
  unfinished: 'the file ends after {entries} entries, before the log does.',
  unknown: 'it does not belong here.',
  unknownFile:
    'it is none of what can be checked: a proof document (.proof.json), an export of a log (.log.jsonl), an evidence pack (.zip).',
  upperTileChanged:
    'at place {place} it has another hash than that of entries {first} to {last}. The tile was changed.',
  wrongCount: 'there are {count} of them, which does not fit.',
  wrongFirstRoot: 'its root is not that of the entries 0 to {last}. One of them was changed.',
  wrongRoot:
    'its root is not that of the entries. Up to size {good} they are right, so that one of the entries {good} to {last} was changed.',
  wrongSignature: 'the signature is not by the key of {origin}.',
};

/** What was found to be so. */
export const facts = {
  receipt: 'A receipt of library {library}.',
  'erasure-certificate': 'A certificate of an erasure in library {library}, with {count} steps.',
  'evidence-pack': 'A pack of evidence of library {library}, with {count} entries of its log.',
  'incident-record':
    'A part of the record of an incident in library {library}, with {count} entries of its log.',
  promised:
    'The log {origin} signed on {instant} that it holds what the record says. The record is unchanged.',
  included:
    'Entry {id} ({kind}) stands in the log {origin} at index {index}, under a signed checkpoint over {size} entries.',
  contentsClosed:
    '{count} contents are closed: the log states their SHA-256, and the file does not show them.',
  promiseOnly:
    '{count} of {of} entries are promised only: their proof that they stand in the log was not there yet. Ask for the document again.',
  packFiles: 'The pack holds exactly the {count} files of its list, unchanged.',
  keysVouched:
    'The keys of {count} other logs are vouched for by the signed list: whoever signed it answers for them.',
  log: 'Log {origin}: {entries} entries and {tiles} tiles agree with {checkpoints} signed checkpoints, the last over {covered} entries.',
  timeStamped:
    '{count} time-stamps date its checkpoints, the last one that over {size} entries, at {at}. Who signed them is not checked here: openssl ts -verify does.',
  notYetPromised: 'The last {count} entries are not yet promised by a checkpoint.',
  linked:
    'Generation {generation} begins with the checkpoint over {size} entries of generation {before}. No entry was lost between them.',
  linkedWithLoss:
    'Generation {generation} begins with the checkpoint over {size} entries of generation {before}. A restore lost the last {lost} of them.',
  generationLost:
    'Generation {generation} begins with the checkpoint over {size} entries of generation {before}, which is not here: a restore lost all of it.',
  keyKnown: 'The key of {origin} is the one that was given.',
  keyTrusted:
    'The key of {origin} was taken on trust from the file itself. That proves nothing about who made the file: compare the key with one from elsewhere: {key}',
  keyVouched: 'Nobody gave the key of {origin}, but generation {next} vouches for its first {size} entries.',
  tailTrusted:
    'From entry {from} on, the {entries} entries of {origin} rest on a key that was taken on trust from the file.',
  anchored:
    'All {count} checkpoints that the anchor log has seen of this log are in it, or in what it says was lost; the largest is over {largest} entries.',
  notAnchored: 'The anchor log has seen no checkpoint of this log: it tells nothing about the log’s tail.',
};
