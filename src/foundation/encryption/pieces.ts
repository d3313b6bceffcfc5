/** Cuts a stream of buffers of any length into pieces of one length, the first of which may have its own. */
export class Pieces {
  private readonly started: Buffer;
  private filled = 0;

  constructor(
    private readonly size: number,
    private next = size,
  ) {
    this.started = Buffer.allocUnsafeSlow(Math.max(size, next));
  }

  /** The pieces that are whole now; each is valid only until the following one is asked for, because most are not copied. */
  *cut(incoming: Buffer): Generator<Buffer, void, undefined> {
    let at = 0;
    while (incoming.length - at >= this.next - this.filled) {
      const end = at + this.next - this.filled;
      yield this.filled === 0 ? incoming.subarray(at, end) : this.completed(incoming, at, end);
      at = end;
      this.filled = 0;
      this.next = this.size;
    }
    this.filled += incoming.copy(this.started, this.filled, at);
  }

  /** What remains at the end of the stream: shorter than a piece, perhaps empty. */
  rest(): Buffer {
    return this.started.subarray(0, this.filled);
  }

  private completed(incoming: Buffer, at: number, end: number): Buffer {
    incoming.copy(this.started, this.filled, at, end);
    return this.started.subarray(0, this.next);
  }
}
