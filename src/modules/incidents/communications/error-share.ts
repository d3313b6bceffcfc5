const REMEMBERED = 200;
const AT_LEAST = 20;

/** The share of errors among the latest first tries. What is tried again was counted already. */
export class ErrorShare {
  private readonly latest: boolean[] = [];

  constructor(private readonly pauseAtPercent: number) {}

  note(isError: boolean) {
    this.latest.push(isError);
    if (this.latest.length > REMEMBERED) this.latest.shift();
  }

  get isTooHigh(): boolean {
    const errors = this.latest.filter(Boolean).length;
    return this.latest.length >= AT_LEAST && errors * 100 >= this.pauseAtPercent * this.latest.length;
  }
}
